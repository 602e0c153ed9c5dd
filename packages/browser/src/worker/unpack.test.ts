import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { RuntimeFile } from './asset-manifest.ts';
import { unpack } from './unpack.ts';

const inside = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const packed = new Uint8Array(gzipSync(inside));

it('gives what was packed, and what was not as it is', async () => {
  expect(await unpack(packed, { file: 'a.wasm.gzip', encoding: 'gzip' }, '/assets/')).toEqual(inside);
  expect(await unpack(inside, { file: 'a.wasm' }, '/assets/')).toBe(inside);
});

it.each([
  ['of another packing', packed, 'zstd'],
  ['that is not packed', inside, 'gzip'],
  ['that is cut', packed.slice(0, -9), 'gzip'],
])('names a file %s', async (_, bytes, encoding) => {
  const entry = { file: 'a.wasm.gzip', encoding } as Pick<RuntimeFile, 'file' | 'encoding'>;
  await expect(unpack(bytes, entry, '/assets/')).rejects.toMatchObject({
    type: 'model_invalid',
    message: expect.stringContaining('/assets/a.wasm.gzip cannot be unpacked'),
  });
});
