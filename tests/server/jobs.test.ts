/** Jobs on Node, over SQLite and files. */
import { testJobs } from './harness/jobs.contract.ts';
import { startOnNode } from './harness/watched-server.ts';

testJobs(startOnNode);
