/** Runs the product of a working tree in a fresh process of Node. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import type { SubjectAnswer, SubjectJob } from './protocol.ts';

/** Which process to run: everything of the job but when it was asked for. */
export type NodeJob = Omit<SubjectJob, 'asked'> & { readonly product: string };

/**
 * @param onLine what the process says while it works
 * @throws {LivePhotoError} `inference_failed` with what the process printed, `inspection_aborted` when `signal` fires
 */
export async function runInNode(
  job: NodeJob,
  { signal, onLine }: { readonly signal?: AbortSignal; readonly onLine?: (line: string) => void } = {},
): Promise<SubjectAnswer> {
  return (await start(
    { ...job, asked: performance.timeOrigin + performance.now() },
    signal,
    onLine,
  )) as SubjectAnswer;
}

/** Resident bytes of a Node process that has imported nothing. */
export async function bareNodeMemory(signal?: AbortSignal): Promise<number> {
  const job: SubjectJob = { product: null, backend: 'wasm', photos: [], samples: 0, warmup: 0, asked: 0 };
  return ((await start(job, signal)) as { before: number }).before;
}

function start(job: SubjectJob, signal?: AbortSignal, onLine?: (line: string) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // Whatever flags started this process are not the product's.
    const child = spawn(process.execPath, [subjectFile(), JSON.stringify(job)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
      ...(signal ? { signal } : {}),
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors = `${errors}${chunk}`.slice(-4000);
      onLine?.(String(chunk).trimEnd());
    });
    child.once('error', (cause) => {
      if (signal?.aborted)
        reject(new LivePhotoError('inspection_aborted', 'The measurement was stopped', { cause }));
      else reject(cause);
    });
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else
        reject(
          new LivePhotoError('inference_failed', `A measured process ended with ${code}: ${errors.trim()}`),
        );
    });
  });
}

/** The built entry, also when this file is run from its source. */
function subjectFile(): string {
  const built = import.meta.url.endsWith('.ts')
    ? '../../dist/speed/subject-main.js'
    : './speed/subject-main.js';
  return fileURLToPath(new URL(built, import.meta.url));
}
