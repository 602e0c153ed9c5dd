/** Blobs in a bucket of Cloudflare R2, through a Worker's binding. */
import { assertBlobKey, type BlobStore } from './blob-store.ts';

/** What is used of the binding; any `R2Bucket` is one. */
export interface R2BucketLike {
  put(key: string, value: Uint8Array): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  delete(keys: string | string[]): Promise<void>;
  list(options: { cursor?: string; limit?: number }): Promise<{
    objects: readonly { key: string }[];
    truncated: boolean;
    cursor?: string;
  }>;
}

/** Images in a bucket of Cloudflare's R2, as a Worker is bound to it. */
export function openR2Blobs(bucket: R2BucketLike): BlobStore {
  return {
    name: 'r2',

    async put(key, bytes) {
      assertBlobKey(key);
      await bucket.put(key, bytes);
    },

    async get(key) {
      assertBlobKey(key);
      const object = await bucket.get(key);
      return object ? new Uint8Array(await object.arrayBuffer()) : undefined;
    },

    async delete(key) {
      assertBlobKey(key);
      await bucket.delete(key);
    },

    async *list() {
      let cursor: string | undefined;
      do {
        const page = await bucket.list(cursor === undefined ? {} : { cursor });
        for (const { key } of page.objects) yield key;
        cursor = page.truncated ? page.cursor : undefined;
      } while (cursor !== undefined);
    },

    async check() {
      await bucket.list({ limit: 1 });
    },
  };
}
