/** Originals from the repository itself and from a registry on this machine. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentProgress } from '../progress.ts';
import { packTarball, type Registry, serveRegistry, sourceOf } from '../testing/registry.ts';
import { loadOriginals, type Origin } from './originals.ts';

const tarball = packTarball({ 'nets.bin': '0123456789' });
const origins: readonly Origin[] = [
  { package: 'nets', path: 'nets.bin', range: [2, 5] },
  { package: 'nets', path: 'nets.bin' },
  { own: 'weights/own.onnx' },
];
let root: URL;
let registry: Registry;

beforeEach(async () => {
  root = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'livephoto-originals-'))}/`);
  registry = await serveRegistry('nets', tarball);
  await writeFile(new URL('sources.json', root), JSON.stringify({ packages: [sourceOf('nets', tarball)] }));
  await mkdir(new URL('weights/', root));
  await writeFile(new URL('weights/own.onnx', root), 'trained here');
});
afterEach(async () => {
  await registry.close();
  await rm(root, { recursive: true });
});

const load = (wanted: readonly Origin[]) =>
  loadOriginals(wanted, { root, progress: silentProgress, registry: registry.url });

describe('loadOriginals', () => {
  it('gives ranges, whole files and files of the repository', async () => {
    const originals = await load(origins);
    const texts = origins.map((origin) => new TextDecoder().decode(originals.bytes(origin)));
    expect(texts).toEqual(['234', '0123456789', 'trained here']);
  });

  it('fetches a package once, however much of it is wanted', async () => {
    await load(origins);
    expect(registry.requests.filter((path) => path.endsWith('.tgz'))).toHaveLength(1);
  });

  it('names licence and source', async () => {
    const originals = await load(origins);
    expect(origins.map((origin) => originals.describe(origin))).toEqual([
      { license: 'MIT', source: 'npm:nets@1.0.0/nets.bin' },
      { license: 'MIT', source: 'npm:nets@1.0.0/nets.bin' },
      { license: 'Apache-2.0', source: 'models/weights/own.onnx' },
    ]);
  });

  it('refuses a package that is not pinned', async () => {
    await expect(load([{ package: 'other', path: 'x' }])).rejects.toThrow('sources.json does not list other');
  });
});
