/** The API in workerd, over D1 and R2, for the contracts that servers on all runtimes hold. */
import { type D1DatabaseLike, openD1 } from '@livephoto/server';
import { shortcuts } from '../../tests/server/harness/server.ts';
import {
  type ApiUnderTest,
  type InDatabase,
  keyCommands,
  type StartApi,
} from '../../tests/server/harness/watched-server.ts';
import { startWorker, type WorkerBuild } from './start-worker.ts';

/** @param build of the Worker, once it is there. */
export function apiInWorkerd(build: () => WorkerBuild): StartApi {
  return async ({ LIVEPHOTO_JOBS, ...vars } = {}, folder) => {
    const worker = await startWorker(build(), {
      // A Worker has the queue that is bound to it, and no setting of that.
      queue: LIVEPHOTO_JOBS !== 'off',
      vars: { LIVEPHOTO_QUEUE: '30', LIVEPHOTO_INSPECTION_TIMEOUT: '300', ...vars },
      ...(folder ? { persist: folder } : {}),
    });
    const server: ApiUnderTest = { ...worker, ...shortcuts(worker.call, worker.liveKey) };
    const inDatabase: InDatabase = async (use) =>
      use(openD1((await worker.database()) as unknown as D1DatabaseLike));
    return { server, keys: keyCommands(inDatabase), inDatabase };
  };
}
