/** Inspects labelled photos: from the cache where it knows them, else in the pool, with progress. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Progress } from '../../report/progress.ts';
import type { LabelledPhoto } from '../labels/labels.ts';
import type { Cache } from './cache.ts';
import type { Observation } from './observation.ts';
import type { Pool } from './pool.ts';

/** Score 0..1 of other liveness detectors by their names; higher is more genuine. */
export type PeerScores = Readonly<Record<string, number>>;

export interface ObservedPhoto {
  readonly photo: LabelledPhoto;
  readonly observation: Observation;
  /** What other liveness detectors say of the same face, where they were asked. */
  readonly peers?: PeerScores;
}

export interface RunOptions {
  readonly cache: Cache<Observation>;
  readonly pool: Pool;
  readonly progress: Progress;
  /** Stops between photos. */
  readonly signal?: AbortSignal;
}

/**
 * One observation for every photo, in the order given. Liveness is asked for on photos of that category alone, as it
 * is not scored on others.
 * @throws the signal's reason when it fires; what was observed until then is in the cache
 */
export async function observe(
  photos: readonly LabelledPhoto[],
  { cache, pool, progress, signal }: RunOptions,
): Promise<ObservedPhoto[]> {
  const observed: ObservedPhoto[] = new Array(photos.length);
  const queue = photos.entries();
  progress.start(photos.length);
  try {
    // One more than there are workers, so that the next photo is read while the last is inspected.
    await Promise.all(
      Array.from({ length: pool.size + 1 }, async () => {
        for (const [index, photo] of queue) {
          signal?.throwIfAborted();
          const bytes = await readFile(photo.file);
          const performLivenessCheck = photo.category === 'liveness';
          const key = `${createHash('sha256').update(bytes).digest('hex')}${performLivenessCheck ? '+liveness' : ''}`;
          let observation = cache.get(key);
          const fresh = observation === undefined;
          if (observation === undefined) {
            observation = await pool.inspect(bytes, { performLivenessCheck, signal });
            cache.set(key, observation);
          }
          observed[index] = { photo, observation };
          progress.step(fresh);
        }
      }),
    );
  } finally {
    progress.stop();
  }
  return observed;
}
