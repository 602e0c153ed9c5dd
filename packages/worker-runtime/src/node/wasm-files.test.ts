import { expect, it } from 'vitest';
import { readPackageFile } from './wasm-files.ts';

it.each([
  '@livephoto/core/images.wasm',
  '@livephoto/heif/heif.wasm',
  'onnxruntime-web/ort-wasm-simd-threaded.wasm',
])('reads %s, which is WebAssembly', async (specifier) => {
  const bytes = await readPackageFile(specifier);
  expect([...bytes.subarray(0, 4)]).toEqual([0x00, 0x61, 0x73, 0x6d]);
});

it('rejects what no installed package ships', async () => {
  await expect(readPackageFile('onnxruntime-web/nothing.wasm')).rejects.toThrow(/nothing\.wasm/);
});
