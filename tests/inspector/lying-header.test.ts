/** A file whose header says that its picture is small makes no decoder grow to the size of what is really in it. */
import { sniffImage } from '@livephoto/core';
import { createNodeDecoder } from '@livephoto/worker-runtime/node';
import sharp from 'sharp';
import { afterEach, expect, it } from 'vitest';

const { Instance } = WebAssembly;
afterEach(() => {
  WebAssembly.Instance = Instance;
});

it('an AVIF of 12 megapixels that says it has 64 × 64 takes no more memory than one of 64 × 64 may', async () => {
  const memories: WebAssembly.Memory[] = [];
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports);
      memories.push(this.exports.memory as WebAssembly.Memory);
    }
  };
  const large = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#789' } })
    .avif({ effort: 0, quality: 20 })
    .toBuffer();
  const lying = Uint8Array.from(large);
  const view = new DataView(lying.buffer);
  for (let at = large.indexOf('ispe'); at !== -1; at = large.indexOf('ispe', at + 1)) {
    view.setUint32(at + 8, 64);
    view.setUint32(at + 12, 64);
  }
  const decoder = await createNodeDecoder();
  const peak = () => Math.max(...memories.map(({ buffer }) => buffer.byteLength));
  const info = sniffImage(lying);
  expect(info).toMatchObject({ width: 64, height: 64 });
  await expect(decoder.decode(lying, info, { longestSide: 640 })).rejects.toMatchObject({
    type: expect.stringMatching(/^(invalid_request|image_unreadable)$/),
    param: 'data',
  });
  expect(peak()).toBeLessThan(40_000_000);
  // What does not lie is read.
  const honest = await decoder.decode(large, sniffImage(large), { longestSide: 640 });
  expect(honest.width).toBeGreaterThanOrEqual(640);
  expect(peak()).toBeGreaterThan(40_000_000);
});
