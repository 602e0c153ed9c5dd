/**
 * Compiles the loops over pixels to WebAssembly: `packages/core/kernel/pixels.ts` into
 * `packages/core/src/vision/pixels/simd-binary.ts`, which is committed, as tests and bundles read it. `--check` writes
 * nothing and fails when the file is not what the source compiles to.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = fileURLToPath(new URL('../packages/core/', import.meta.url));
const target = join(core, 'src/vision/pixels/simd-binary.ts');
const compiler = join(
  dirname(createRequire(join(core, 'package.json')).resolve('assemblyscript/package.json')),
  'bin/asc.js',
);

const written = `/** Written by \`pnpm kernel\`: \`kernel/pixels.ts\` as WebAssembly, in base64. */
export const simdBinary =
  '${compile().toString('base64')}';
`;
if (!process.argv.includes('--check')) {
  writeFileSync(target, written);
} else if (readFileSync(target, 'utf8') !== written) {
  console.error('simd-binary.ts is not what kernel/pixels.ts compiles to: run `pnpm kernel`');
  process.exitCode = 1;
}

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-kernel-'));
  try {
    const binary = join(folder, 'pixels.wasm');
    const options = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--importMemory'];
    const { status } = spawnSync(
      process.execPath,
      [compiler, 'kernel/pixels.ts', ...options, '--initialMemory', '1', '--outFile', binary],
      { cwd: core, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    if (status !== 0) throw new Error('The compiler of AssemblyScript failed');
    return readFileSync(binary);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
