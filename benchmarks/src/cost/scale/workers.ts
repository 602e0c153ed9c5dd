/** Photos a second against the number of workers: pools that take turns. */
import { readFile } from 'node:fs/promises';
import { createNodeInspectorPool } from '@livephoto/worker-runtime/node-pool';

export interface PoolRun {
  readonly round: number;
  readonly workers: number;
  readonly photosPerSecond: number;
}

/** Photos of each worker before time is taken: V8's own threads, at work for those before, would have the other core. */
export const warmup = 24;

/**
 * One pool, kept full with `photos` inspections of one photo.
 * @returns photos a second, start and warm-up left out
 */
export async function measurePool(
  workers: number,
  file: string,
  photos: number,
  signal?: AbortSignal,
): Promise<number> {
  const bytes = await readFile(file);
  const pool = await createNodeInspectorPool({ size: workers, queueLimit: 2 * workers, timeLimit: 120_000 });
  try {
    const inspect = () => pool.inspect(bytes, { signal });
    for (let photo = 0; photo < Math.min(warmup, photos); photo++) {
      await Promise.all(Array.from({ length: workers }, inspect));
    }
    let left = photos;
    const start = performance.now();
    // One more than there are workers, so that none waits for the next photo.
    await Promise.all(
      Array.from({ length: workers + 1 }, async () => {
        while (left-- > 0) await inspect();
      }),
    );
    return photos / ((performance.now() - start) / 1000);
  } finally {
    await pool.close();
  }
}
