/** Wraps the key of every image with the current master key; the images stay as they are. */
import type { LivePhotoStore } from '../store/live-photo-store.ts';
import type { Vault } from './vault.ts';

const batchSize = 100;

/** Broken off, it goes on where it was. @returns how many live photos had their key wrapped anew. */
export async function rewrapAll({
  store,
  vault,
}: {
  readonly store: LivePhotoStore;
  readonly vault: Vault;
}): Promise<number> {
  const current = await vault.currentKeyId();
  let count = 0;
  for (;;) {
    const photos = await store.listWrappedByOthers(current, batchSize);
    for (const { id, wrappedKey, blobKey } of photos) {
      if (wrappedKey !== null) await store.rewrap(id, wrappedKey, await vault.rewrap(wrappedKey, blobKey));
    }
    count += photos.length;
    if (photos.length < batchSize) return count;
  }
}
