/** The whole API in workerd, over D1, R2 and a queue: the same cases as on Node, SQLite and files. */
import { afterAll, beforeAll, describe } from 'vitest';
import { testAccounts } from '../../tests/server/harness/accounts.contract.ts';
import { testBadInput } from '../../tests/server/harness/bad-input.contract.ts';
import { testBadRequests } from '../../tests/server/harness/bad-requests.contract.ts';
import { testCaptureSessions } from '../../tests/server/harness/capture-sessions.contract.ts';
import { testClientTokens } from '../../tests/server/harness/client-tokens.contract.ts';
import { testJobs } from '../../tests/server/harness/jobs.contract.ts';
import { watchApi } from '../../tests/server/harness/watched-server.ts';
import { testWebhooks } from '../../tests/server/harness/webhooks.contract.ts';
import { apiInWorkerd } from './api-in-workerd.ts';
import { buildWorker, type WorkerBuild } from './start-worker.ts';

let build: WorkerBuild;
beforeAll(async () => {
  build = await buildWorker();
});
afterAll(() => build?.remove());

const start = apiInWorkerd(() => build);
// As few as the bodies that are on their way there may be: one of these cases sends more.
const watched = () => watchApi(() => start({ LIVEPHOTO_QUEUE: '8' }));

describe('bodies', () => testBadInput(watched()));
describe('requests', () => testBadRequests(watched()));
describe('accounts', () => testAccounts(start));
describe('client tokens', () => testClientTokens(start));
describe('jobs', () => testJobs(start));
describe('webhooks', () => testWebhooks(start));
describe('capture sessions', () => testCaptureSessions(start));
