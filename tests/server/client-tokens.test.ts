/** Client tokens on Node, over SQLite and files. */
import { testClientTokens } from './harness/client-tokens.contract.ts';
import { startOnNode } from './harness/watched-server.ts';

testClientTokens(startOnNode);
