/** Verifying and cleaning a folder of models that is in every wrong state. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanModels, verifyModels } from './installed.ts';

const content = Buffer.from('weights');
const sha256 = createHash('sha256').update(content).digest('hex');
const expected = { 'face-detector.onnx': sha256 };
const manifest = JSON.stringify({ version: 1, models: [{ file: 'face-detector.onnx', sha256 }], assets: [] });
let folder: URL;

beforeEach(async () => {
  folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'livephoto-installed-'))}/`);
  await write('manifest.json', manifest);
  await write('face-detector.onnx', content);
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, bytes: string | Buffer) => writeFile(new URL(name, folder), bytes);
const states = async (hashes: Record<string, string> = expected) =>
  Object.fromEntries((await verifyModels(folder, hashes)).map(({ file, state }) => [file, state]));

describe('verifyModels', () => {
  it('calls what was built good', async () => {
    expect(await verifyModels(folder, expected)).toEqual([
      { file: 'face-detector.onnx', state: 'good', size: 7 },
    ]);
  });

  it('tells a changed file from one that another version built', async () => {
    expect(await states({ 'face-detector.onnx': 'f00d' })).toEqual({ 'face-detector.onnx': 'unexpected' });
    await write('face-detector.onnx', 'weighty');
    expect(await states()).toEqual({ 'face-detector.onnx': 'damaged' });
  });

  it('misses a file on disk, one the manifest forgot, and the manifest', async () => {
    await rm(new URL('face-detector.onnx', folder));
    expect(await states({ ...expected, 'spoof-net.onnx': 'f00d' })).toEqual({
      'face-detector.onnx': 'missing',
      'spoof-net.onnx': 'missing',
    });
    await rm(new URL('manifest.json', folder));
    expect(await states()).toEqual({ 'manifest.json': 'missing' });
  });

  it.each(['{"version":1', '[]', 'null'])('calls the manifest %s damaged', async (text) => {
    await write('manifest.json', text);
    expect(await states()).toEqual({ 'manifest.json': 'damaged' });
  });
});

describe('cleanModels', () => {
  it('removes models and manifest and leaves the rest', async () => {
    await write('main.js', '');
    await write(
      'manifest.json',
      JSON.stringify({ models: [{ file: 'face-detector.onnx' }, { file: '../escape.json' }], assets: [] }),
    );
    await cleanModels(folder, expected);
    expect(await readdir(folder)).toEqual(['main.js']);
  });
});
