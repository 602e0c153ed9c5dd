/**
 * Compiles the loops over pixels to WebAssembly: `packages/core/kernel/pixels.ts` into `pixels.wasm` beside it, for runtimes
 * that import modules, and into `packages/core/src/vision/sampling/simd-binary.ts` for the others. Both are committed, as tests
 * and bundles read them. `--check` writes nothing and fails when they are not what the source compiles to.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = fileURLToPath(new URL('../packages/core/', import.meta.url));
const compiler = join(
  dirname(createRequire(join(core, 'package.json')).resolve('assemblyscript/package.json')),
  'bin/asc.js',
);

const binary = compile();
const text = `/** Written by \`pnpm kernel\`: \`kernel/pixels.ts\` as WebAssembly, in base64. */
export const simdBinary: string =
  '${binary.toString('base64')}';
`;
for (const [file, content] of [
  ['kernel/pixels.wasm', binary],
  ['src/vision/sampling/simd-binary.ts', Buffer.from(text)],
]) {
  const path = join(core, file);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, content);
  } else if (!existsSync(path) || !readFileSync(path).equals(content)) {
    console.error(`${file} is not what kernel/pixels.ts compiles to: run \`pnpm kernel\``);
    process.exitCode = 1;
  }
}

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-kernel-'));
  try {
    const output = join(folder, 'pixels.wasm');
    const options = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--importMemory'];
    const { status } = spawnSync(
      process.execPath,
      [compiler, 'kernel/pixels.ts', ...options, '--initialMemory', '1', '--outFile', output],
      { cwd: core, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    if (status !== 0) throw new Error('The compiler of AssemblyScript failed');
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
