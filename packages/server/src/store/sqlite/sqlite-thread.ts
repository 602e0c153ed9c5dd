/** Starts the thread of a database file, asks it one thing at a time, and starts another when it ended. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { faultError } from './fault-error.ts';
import type { WorkerAnswer, WorkerError, WorkerRequest } from './worker-protocol.ts';

export interface SqliteThread {
  /** @throws what the statement did wrong, or a typed error for a fault of the file. */
  ask(request: WorkerRequest): Promise<WorkerAnswer>;
  end(): Promise<void>;
}

export function createSqliteThread(path: string): SqliteThread {
  let worker: Worker | undefined;

  const ask: SqliteThread['ask'] = async (request) => {
    worker ??= startWorker(path);
    const current = worker;
    // Keeps the process alive for as long as there is something to wait for.
    current.ref();
    const answer = await new Promise<WorkerAnswer>((resolve) => {
      const settle = (result: WorkerAnswer) => {
        current.off('message', settle);
        current.off('error', onError);
        current.off('exit', onExit);
        resolve(result);
      };
      const lost = (message: string) => {
        if (worker === current) worker = undefined;
        settle({ error: { message, stack: undefined, kind: 'unusable' } });
      };
      const onError = (error: unknown) => lost(`The database's thread failed: ${String(error)}`);
      const onExit = (code: number) => lost(`The database's thread ended with code ${code}`);
      current.on('message', settle);
      current.on('error', onError);
      current.on('exit', onExit);
      current.postMessage(request);
    });
    current.unref();
    if (answer.error) throw revived(answer.error);
    return answer;
  };

  return {
    ask,
    async end() {
      if (!worker) return;
      await ask({ what: 'close' }).catch(() => {});
      await worker?.terminate();
      worker = undefined;
    },
  };
}

/** The error that a caller gets. */
export function revived({ kind, message, stack }: WorkerError): Error {
  const cause = Object.assign(new Error(message), { stack });
  return kind ? faultError(kind, cause) : cause;
}

function startWorker(path: string): Worker {
  const worker = new Worker(workerFile(), { execArgv: [], workerData: { path } });
  // Told to whoever asks next; unheard it would end the process.
  worker.on('error', () => {});
  return worker;
}

/** The built worker, also when this file is run from its source. Bundles lie in `dist/` itself. */
function workerFile(): string {
  const built = import.meta.url.endsWith('.ts')
    ? '../../../dist/store/sqlite/sqlite-worker.js'
    : './store/sqlite/sqlite-worker.js';
  return fileURLToPath(new URL(built, import.meta.url));
}
