/** Wraps the keys of images and of clients' texts with the current master key; what they encrypt stays as it is. */
import type { LivePhotoStore } from '../store/live-photo-store.ts';
import type { Vault } from '../vault/vault.ts';

const batchSize = 100;

/** Broken off, it goes on where it was. @returns how many keys were wrapped anew. */
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
    const keys = await store.listWrappedByOthers(current, batchSize);
    for (const key of keys) await store.rewrap(key, await vault.rewrap(key.wrappedKey, key.name));
    count += keys.length;
    if (keys.length < batchSize) return count;
  }
}
