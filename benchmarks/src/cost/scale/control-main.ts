/** A fresh process by itself: units of work one after the other, and when each was done. What a machine gives without any pool. */
import { readFile } from 'node:fs/promises';

/** What one process is to do. */
export interface ControlJob {
  /** The photo to inspect; null for an endless loop over whole numbers, which needs nothing but a core. */
  readonly photo: string | null;
  /** Units before time is taken. */
  readonly warmup: number;
  readonly units: number;
}

export interface ControlAnswer {
  /** Milliseconds since the epoch: the end of the warm-up, then of each unit. */
  readonly ends: readonly number[];
}

const { photo, warmup, units } = JSON.parse(process.argv[2]!) as ControlJob;
const work = photo === null ? spin : await inspection(photo);
const ends: number[] = [];
for (let unit = -warmup; unit <= units; unit++) {
  if (unit >= 0) ends.push(performance.timeOrigin + performance.now());
  if (unit < units) await work();
}
process.stdout.write(`${JSON.stringify({ ends } satisfies ControlAnswer)}\n`);
process.exit(0);

async function inspection(file: string): Promise<() => Promise<unknown>> {
  const { createNodeInspector } = await import('@livephoto/worker-runtime/node');
  const inspector = await createNodeInspector({ backend: 'wasm' });
  const bytes = await readFile(file);
  return () => inspector.inspect(bytes);
}

/** Some 40 ms without memory, vectors or garbage. */
async function spin(): Promise<void> {
  let value = process.pid;
  for (let step = 0; step < 2 ** 25; step++) value = (Math.imul(value, 1664525) + 1013904223) | 0;
  // Used, or it would be optimised away.
  if (value === 0) process.stderr.write('0');
}
