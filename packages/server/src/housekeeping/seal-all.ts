/** Seals what an earlier version stored as it was: clients' details and reports. */
import type { Log } from '../log.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';

/** Says that nothing is left to seal, so that no start looks through every row. */
const note = 'sealed';
const batchSize = 200;

/**
 * Broken off, it goes on where it was.
 * @param batches how many to do at most; all when left out.
 */
export async function sealAll(
  store: Pick<LivePhotoStore, 'getNote' | 'setNote' | 'sealPlain'>,
  log: Log,
  batches = Number.POSITIVE_INFINITY,
): Promise<void> {
  if ((await store.getNote(note)) !== undefined) return;
  for (let batch = 0; batch < batches; batch++) {
    if (await store.sealPlain(batchSize)) {
      await store.setNote(note, 'details and reports');
      if (batch > 0) log.info({ batches: batch + 1 }, 'what an earlier version stored is sealed now');
      return;
    }
  }
}
