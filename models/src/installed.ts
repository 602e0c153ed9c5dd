/** What stands in the models' folder: compare it with its manifest, or remove it. */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { ModelManifest } from '@livephoto/models';

export interface FileState {
  readonly file: string;
  readonly state: 'good' | 'missing' | 'damaged' | 'unexpected';
  /** Bytes found. */
  readonly size: number;
}

/**
 * Looks at every file that the manifest lists. `damaged` differs from the manifest, `unexpected` is what the manifest
 * says but not what the committed hashes say. Without a readable manifest, it alone is reported.
 */
export async function verifyModels(
  folder: URL,
  expected: Readonly<Record<string, string>>,
): Promise<readonly FileState[]> {
  const manifest = await readManifest(folder);
  if (typeof manifest === 'string') return [{ file: 'manifest.json', state: manifest, size: 0 }];
  const entries = [...manifest.models, ...manifest.assets];
  const forgotten = Object.keys(expected).filter((name) => !entries.some(({ file }) => file === name));
  return Promise.all([
    ...entries.map(async ({ file, sha256 }): Promise<FileState> => {
      const bytes = await readIfThere(new URL(file, folder));
      if (bytes === undefined) return { file, state: 'missing', size: 0 };
      const hash = createHash('sha256').update(bytes).digest('hex');
      const state = hash !== sha256 ? 'damaged' : hash !== expected[file] ? 'unexpected' : 'good';
      return { file, state, size: bytes.length };
    }),
    ...forgotten.map(async (file): Promise<FileState> => ({ file, state: 'missing', size: 0 })),
  ]);
}

/** Removes the manifest and the files it or `expected` names, and nothing else. */
export async function cleanModels(folder: URL, expected: Readonly<Record<string, string>>): Promise<void> {
  const manifest = await readManifest(folder);
  const listed =
    typeof manifest === 'string' ? [] : [...manifest.models, ...manifest.assets].map(({ file }) => file);
  // Only plain names: a damaged manifest must not name a file elsewhere.
  const names = [...listed, ...Object.keys(expected)].filter((file) => /^[\w-]+\.(onnx|json)$/.test(file));
  for (const name of ['manifest.json', ...names]) await rm(new URL(name, folder), { force: true });
}

async function readManifest(folder: URL): Promise<ModelManifest | 'missing' | 'damaged'> {
  const bytes = await readIfThere(new URL('manifest.json', folder));
  if (bytes === undefined) return 'missing';
  try {
    const manifest = JSON.parse(bytes.toString()) as Partial<ModelManifest>;
    return Array.isArray(manifest.models) && Array.isArray(manifest.assets)
      ? (manifest as ModelManifest)
      : 'damaged';
  } catch {
    return 'damaged';
  }
}

async function readIfThere(file: URL): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
