/** Capture sessions on Node, over SQLite and files. */
import { testCaptureSessions } from './harness/capture-sessions.contract.ts';
import { startOnNode } from './harness/watched-server.ts';

testCaptureSessions(startOnNode);
