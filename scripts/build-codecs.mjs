/**
 * `pnpm codecs`: compiles the image decoders to WebAssembly, from the source packages of Debian 12 and the C in
 * `packages/core/codecs/src/`. It needs Debian's packages `emscripten` and `dpkg-dev` and a `deb-src` line in apt's
 * sources; what it makes is committed, so nobody else does. `--check` says whether that is what the sources give.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildModule } from './codecs/build-module.mjs';
import { fetchSource } from './codecs/fetch-source.mjs';
import { root } from './codecs/folders.mjs';
import { modules } from './codecs/modules.mjs';
import { packages } from './codecs/packages.mjs';

async function main() {
  const check = process.argv.includes('--check');
  for (const [name, source] of Object.entries(packages)) await fetchSource(name, source);
  for (const [file, module] of Object.entries(modules)) {
    const bytes = await buildModule(file, module);
    const target = join(root, file);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (!check) {
      await writeFile(target, bytes);
      await writeFile(`${target}.sha256`, `${hash}  ${basename(file)}\n`);
      console.log(`${file}: ${bytes.length} bytes, sha256 ${hash}`);
    } else if (Buffer.compare(bytes, await readFile(target)) !== 0) {
      throw new Error(`${file} is not what its sources give: run 'pnpm codecs'`);
    } else {
      console.log(`${file} is what its sources give`);
    }
  }
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
