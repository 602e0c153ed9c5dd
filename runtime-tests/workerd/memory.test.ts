/** What an isolate may hold, bounded from above: see memory.ts. Linux only, since it reads /proc. */
import { expect, it } from 'vitest';
import { measureLargePhotos } from './run.ts';

// A workerd and an inspector for each case, on machines that may have much else to do.

it('inspects 12 megapixels of JPEG and 4 MB of PNG in less than the 128 MB of an isolate', async () => {
  for (const [kind, { heap, buffers, wasm, growth, peak }] of Object.entries(await measureLargePhotos())) {
    const megabytes = [heap, buffers, wasm, growth, peak].map((bytes) => (bytes / 1e6).toFixed(1));
    console.log(
      `${kind}: heap %s + buffers %s + wasm %s + growth of the process %s = %s MB at most`,
      ...megabytes,
    );
    // The weights of the nets: less would be another memory.
    expect(wasm).toBeGreaterThan(8e6);
    expect(peak).toBeLessThan(128e6);
  }
});
