/**
 * Compiles the loops of the nets to WebAssembly: `packages/core/kernel/nets/` into `packages/core/kernel/nets.wasm`, for runtimes that
 * import modules, and into `packages/core/src/backends/simd/nets-binary.ts` for the others. Both are committed, so that nobody needs the
 * compiler, which is Debian 12's clang-19. `--check` writes nothing and fails when they are not what the sources compile to.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = fileURLToPath(new URL('../packages/core/', import.meta.url));
const sources = join(core, 'kernel/nets');

const compilerFlags = [
  '--target=wasm32',
  '-O3',
  '-msimd128',
  '-mbulk-memory',
  // Same bits everywhere: what is written as two roundings stays two.
  '-ffp-contract=off',
  '-ffreestanding',
  // Engines unroll by themselves, as far as their registers go.
  '-fno-unroll-loops',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Wno-int-to-pointer-cast',
];
const linkerFlags = [
  '--no-entry',
  '--import-memory',
  '--stack-first',
  '-z',
  'stack-size=16384',
  '--export=__heap_base',
  '--strip-all',
];

function main() {
  const binary = compile();
  const text = `/** Written by \`pnpm nets\`: \`kernel/nets/\` as WebAssembly, in base64. */
export const netsBinary: string =
  '${binary.toString('base64')}';
`;
  const hash = createHash('sha256').update(binary).digest('hex');
  for (const [file, content] of [
    ['kernel/nets.wasm', binary],
    ['kernel/nets.wasm.sha256', Buffer.from(`${hash}  nets.wasm\n`)],
    ['src/backends/simd/nets-binary.ts', Buffer.from(text)],
  ]) {
    const path = join(core, file);
    if (!process.argv.includes('--check')) {
      writeFileSync(path, content);
    } else if (!existsSync(path) || !readFileSync(path).equals(content)) {
      console.error(`${file} is not what kernel/nets compiles to: run 'pnpm nets'`);
      process.exitCode = 1;
    }
  }
  if (!process.argv.includes('--check'))
    console.log(`kernel/nets.wasm: ${binary.length} bytes, sha256 ${hash}`);
}

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-nets-'));
  try {
    const objects = readdirSync(sources)
      .filter((name) => name.endsWith('.c'))
      .sort()
      .map((name) => {
        const object = join(folder, name.replace(/c$/, 'o'));
        tool('clang-19', [...compilerFlags, '-c', name, '-o', object]);
        return object;
      });
    const output = join(folder, 'nets.wasm');
    tool('wasm-ld-19', [...linkerFlags, ...objects, '-o', output]);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tool(command, args) {
  try {
    execFileSync(command, args, { cwd: sources, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    throw error.code === 'ENOENT'
      ? new Error(`'${command}' is not installed: 'pnpm nets' needs Debian 12's packages clang-19 and lld-19`)
      : error;
  }
}

main();
