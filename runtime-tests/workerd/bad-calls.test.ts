/** What callers get wrong, in workerd over D1 and R2: the same cases as on Node, SQLite and files. */
import { type D1DatabaseLike, openD1 } from '@livephoto/server';
import { afterAll, beforeAll, describe } from 'vitest';
import { testBadInput } from '../../tests/server/harness/bad-input.contract.ts';
import { testBadRequests } from '../../tests/server/harness/bad-requests.contract.ts';
import { ada } from '../../tests/server/harness/server.ts';
import { type ApiUnderTest, keyCommands, watchApi } from '../../tests/server/harness/watched-server.ts';
import { buildWorker, startWorker, type WorkerBuild } from './start-worker.ts';

let build: WorkerBuild;
beforeAll(async () => {
  build = await buildWorker();
});
afterAll(() => build?.remove());

async function startInWorkerd() {
  const worker = await startWorker(build, {
    vars: { LIVEPHOTO_QUEUE: '8', LIVEPHOTO_INSPECTION_TIMEOUT: '300' },
  });
  const { call } = worker;
  const server: ApiUnderTest = {
    ...worker,
    call,
    createClient: async (key = worker.liveKey) =>
      (await call('POST', '/v1/clients', { key, body: ada })).json.id,
    upload(clientId, bytes, options) {
      const headers = { 'Content-Type': 'image/jpeg', ...options?.headers };
      return call('POST', `/v1/livePhotos?clientId=${clientId}`, { body: bytes, ...options, headers });
    },
  };
  const keys = keyCommands(async (use) =>
    use(openD1((await worker.database()) as unknown as D1DatabaseLike)),
  );
  return { server, keys };
}

describe('bodies', () => testBadInput(watchApi(startInWorkerd)));
describe('requests', () => testBadRequests(watchApi(startInWorkerd)));
