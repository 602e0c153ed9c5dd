/** The committed decoders are those that the build script wrote: their hashes stand beside them, with their licences. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the decoders', () => {
  for (const [file, libraries] of [
    ['packages/core/codecs/images.wasm', ['libjpeg-turbo', 'libdeflate', 'libwebp', 'zlib']],
    ['packages/heif/heif.wasm', ['libheif', 'libde265', 'dav1d']],
  ] as const) {
    it(`${file} has the hash that was written down when it was built`, () => {
      const bytes = readFileSync(`${root}${file}`);
      const [hash] = readFileSync(`${root}${file}.sha256`, 'utf8').split(' ');
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
    });

    it(`${file} comes with the licence of every library, and imports nothing but how to fail`, () => {
      const folder = `${root}${file.slice(0, file.lastIndexOf('/'))}`;
      const licences = readFileSync(`${folder}/LICENSES.txt`, 'utf8');
      for (const library of libraries) expect(licences).toContain(library);
      const module = new WebAssembly.Module(readFileSync(`${root}${file}`));
      const imports = new Set(WebAssembly.Module.imports(module).map((entry) => entry.module));
      expect([...imports].sort()).toEqual(['env', 'host', 'wasi_snapshot_preview1']);
    });
  }
});
