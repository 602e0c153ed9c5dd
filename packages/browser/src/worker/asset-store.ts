/** Files kept in Cache Storage under their hash. Where that is full, forbidden or not there, nothing is kept. */
import type { AssetFile } from './asset-manifest.ts';
import { sha256 } from './sha256.ts';

export interface AssetStore {
  /** The file, when it is kept and whole; a damaged one is thrown away. */
  get(file: AssetFile): Promise<Uint8Array<ArrayBuffer> | undefined>;
  put(file: AssetFile, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What an earlier download got of the file before it was cut. */
  partial(file: AssetFile): Promise<Uint8Array<ArrayBuffer> | undefined>;
  putPartial(file: AssetFile, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  manifest(): Promise<string | undefined>;
  putManifest(text: string): Promise<void>;
  /** Throws away what this folder has kept beside `files`. */
  prune(files: readonly AssetFile[]): Promise<void>;
  /** Runs `work` while nobody else, in whatever tab, does so for the same file. */
  alone<Value>(file: AssetFile, work: () => Promise<Value>): Promise<Value>;
}

/**
 * @param name of the cache; `false` keeps nothing.
 * @param base the assets' folder, with a slash at its end.
 */
export async function openAssetStore(name: string | false, base: string): Promise<AssetStore> {
  const cache = name === false ? undefined : await attempt(() => caches.open(name));
  const key = ({ file, sha256 }: AssetFile) => `${base}${file}?sha256=${sha256}`;
  const partialKey = (file: AssetFile) => `${key(file)}&partial`;
  const manifestKey = `${base}manifest.json`;

  const read = async (url: string) =>
    attempt(async () => {
      const response = await cache?.match(url);
      return response && new Uint8Array(await response.arrayBuffer());
    });
  const write = async (url: string, body: BodyInit, type: string) => {
    await attempt(() => cache?.put(url, new Response(body, { headers: { 'Content-Type': type } })));
  };
  const remove = async (url: string | Request) => {
    await attempt(() => cache?.delete(url));
  };

  return {
    async get(file) {
      const bytes = await read(key(file));
      if (!bytes || (await sha256(bytes)) === file.sha256) return bytes;
      await remove(key(file));
      return undefined;
    },
    async put(file, bytes) {
      await write(key(file), bytes, 'application/octet-stream');
      await remove(partialKey(file));
    },

    partial: (file) => read(partialKey(file)),
    putPartial: (file, bytes) => write(partialKey(file), bytes, 'application/octet-stream'),

    async manifest() {
      const bytes = await read(manifestKey);
      return bytes && new TextDecoder().decode(bytes);
    },
    putManifest: (text) => write(manifestKey, text, 'application/json'),

    async prune(files) {
      const wanted = new Set([manifestKey, ...files.flatMap((file) => [key(file), partialKey(file)])]);
      const kept = (await attempt(() => cache?.keys())) ?? [];
      const old = kept.filter(({ url }) => url.startsWith(base) && !wanted.has(url));
      await Promise.all(old.map(remove));
    },

    alone(file, work) {
      // Without a cache there is nothing that the second could find.
      const { locks } = navigator;
      return cache && locks ? locks.request(`livephoto ${key(file)}`, work) : work();
    },
  };
}

/** What `work` answers, or nothing where the browser refuses: storage is a convenience. */
async function attempt<Value>(work: () => Value | Promise<Value> | undefined): Promise<Value | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
