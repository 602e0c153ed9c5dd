/** Runs the product of a working tree in a fresh process of Node. */
import { type ProcessOptions, runEntry } from '../processes/json-process.ts';
import type { SubjectAnswer, SubjectJob } from './subject-protocol.ts';

/** Which process to run: everything of the job but when it was asked for. */
export type NodeJob = Omit<SubjectJob, 'asked'> & { readonly product: string };

const entry = 'cost/speed/subject-main.js';

/** As the `livephoto` command starts: docs/decisions/0038-v8-optimises-later.md. */
const flags = ['--wasm-tiering-budget=20000000'];

/** @throws as `runEntry` does */
export function runInNode(job: NodeJob, options?: ProcessOptions): Promise<SubjectAnswer> {
  const asked = performance.timeOrigin + performance.now();
  return runEntry<SubjectAnswer>(entry, { ...job, asked } satisfies SubjectJob, { ...options, flags });
}

/** Resident bytes of a Node process that has imported nothing. */
export async function bareNodeMemory(signal?: AbortSignal): Promise<number> {
  const job: SubjectJob = { product: null, backend: 'wasm', photos: [], samples: 0, warmup: 0, asked: 0 };
  return (await runEntry<{ before: number }>(entry, job, { signal })).before;
}
