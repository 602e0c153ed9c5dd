/** The thread that a database file is used in, so that its disk and its locks stop nobody else. */
import { parentPort, workerData } from 'node:worker_threads';
import { createConnection, type Step, type StepResult } from './connection.ts';
import { loadSqlite } from './driver.ts';
import { faultOf } from './fault.ts';
import type { WorkerAnswer, WorkerError, WorkerRequest } from './worker-protocol.ts';

const connection = createConnection(await loadSqlite(), (workerData as { path: string }).path);

parentPort?.on('message', (request: WorkerRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer(request: WorkerRequest): WorkerAnswer {
  try {
    switch (request.what) {
      case 'run':
        return { results: connection.run(request.steps, request.atomic, request.patience) };
      case 'run each': {
        const end = performance.now() + request.patience;
        return { each: request.steps.map((step) => runAlone(step, end - performance.now())) };
      }
      case 'empty log':
        return { emptied: connection.emptyLog(request.patience) };
      case 'close':
        connection.close();
        return {};
    }
  } catch (error) {
    return { error: describe(error) };
  }
}

function runAlone(step: Step, patience: number): StepResult | WorkerError {
  try {
    return connection.run([step], false, patience)[0]!;
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): WorkerError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { message, stack, kind: faultOf(error) };
}
