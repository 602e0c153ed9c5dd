import type { ModelManifest } from '@livephoto/models';
import { describe, expect, it } from 'vitest';
import type { ModelSource } from '../contract/ports.ts';
import { assertPinned, loadAsset, readModel } from './load.ts';

const bytes = new TextEncoder().encode('abc');
/** SHA-256 of `abc`, from FIPS 180-2. */
const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const file = { file: 'any', sha256, size: 3, license: 'MIT', source: 'here' };
const manifest: ModelManifest = {
  version: 1,
  models: [{ ...file, name: 'spoof-net', inputs: [], outputs: [] }],
  assets: [{ ...file, name: 'canonical-face' }],
};
const given = (answer: Uint8Array): ModelSource => ({
  manifest: async () => manifest,
  bytes: async () => answer,
});

describe('what the manifest lists', () => {
  it('is handed out when its hash is right', async () => {
    expect(await readModel(given(bytes), manifest, 'spoof-net')).toBe(bytes);
    expect(await loadAsset(given(bytes), manifest, 'canonical-face')).toBe(bytes);
  });

  it.each([
    ['another byte', new TextEncoder().encode('abd')],
    ['a byte more', new TextEncoder().encode('abcd')],
    ['nothing', new Uint8Array()],
  ])('is refused with %s', async (_, damaged) => {
    const refused = {
      type: 'model_invalid',
      message: expect.stringMatching(new RegExp(`expected ${sha256}.*pnpm models build`)),
    };
    await expect(readModel(given(damaged), manifest, 'spoof-net')).rejects.toMatchObject(refused);
    await expect(loadAsset(given(damaged), manifest, 'canonical-face')).rejects.toMatchObject(refused);
  });
});

it('names the command when the manifest does not list a model or an asset', async () => {
  const empty: ModelManifest = { version: 1, models: [], assets: [] };
  const missing = (name: string) => ({
    type: 'model_missing',
    message: `The model manifest does not list '${name}': run 'pnpm models build'`,
  });
  await expect(readModel(given(bytes), empty, 'spoof-net')).rejects.toMatchObject(missing('spoof-net'));
  await expect(loadAsset(given(bytes), empty, 'canonical-face')).rejects.toMatchObject(
    missing('canonical-face'),
  );
});

it('holds a manifest against hashes in code: of all that it lists, and of nothing else', () => {
  expect(() => assertPinned(manifest, { any: sha256, more: '' })).not.toThrow();
  for (const hashes of [{ any: sha256.replace('b', 'c') }, { other: sha256 }, {}]) {
    expect(() => assertPinned(manifest, hashes)).toThrow(/another 'any' than this version/);
  }
});
