/** A built entry of the benchmarks in a fresh process of Node, which prints one line of JSON last. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';

export interface ProcessOptions {
  readonly signal?: AbortSignal | undefined;
  /** What Node is started with. */
  readonly flags?: readonly string[] | undefined;
  /** What the process says on standard error while it works. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/**
 * @param entry `cost/speed/subject-main.js`, below `dist`
 * @param job is handed over as JSON
 * @throws {LivePhotoError} `inference_failed` with what the process printed, `inspection_aborted` when `signal` fires
 */
export function runEntry<T>(entry: string, job: unknown, options: ProcessOptions = {}): Promise<T> {
  const { signal, flags = [], onLine } = options;
  return new Promise((resolve, reject) => {
    // Whatever flags started this process are not the measured one's.
    const child = spawn(process.execPath, [...flags, fileOf(entry), JSON.stringify(job)], {
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
      reject(
        signal?.aborted
          ? new LivePhotoError('inspection_aborted', 'The measurement was stopped', { cause })
          : cause,
      );
    });
    child.once('close', (code) => {
      // Other packages print what they like before.
      const last = output.trim().split('\n').at(-1);
      if (code === 0 && last) resolve(JSON.parse(last) as T);
      else
        reject(
          new LivePhotoError('inference_failed', `A measured process ended with ${code}: ${errors.trim()}`),
        );
    });
  });
}

/** The built entry, also when this file is run from its source. */
function fileOf(entry: string): string {
  const dist = import.meta.url.endsWith('.ts') ? '../../../dist/' : './';
  return fileURLToPath(new URL(`${dist}${entry}`, import.meta.url));
}
