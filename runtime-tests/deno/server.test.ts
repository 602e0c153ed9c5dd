/** The API on Deno: ComplyCube's SDK against it, jobs and webhooks, and what it does when a connection misbehaves. */
import { describe } from 'vitest';
import { testWithComplyCubeSdk } from '../../tests/server/harness/complycube-sdk.contract.ts';
import { testJobs } from '../../tests/server/harness/jobs.contract.ts';
import { testWebhooks } from '../../tests/server/harness/webhooks.contract.ts';
import { apiInProcess } from '../harness/api-in-process.ts';
import { describeConnections } from '../harness/describe-connections.ts';
import { startServer } from '../harness/start-server.ts';
import { deno } from './run.ts';

const start = (settings: Record<string, string>) => startServer(deno(), 'deno/serve-main', settings);

testWithComplyCubeSdk(() => start({ LIVEPHOTO_COMPAT: 'complycube' }));
describeConnections('a server on Deno', start, false);

const startApi = apiInProcess(deno, 'deno/serve-main');
describe('jobs', () => testJobs(startApi));
describe('webhooks', () => testWebhooks(startApi));
