/** The kernel of the nets that is committed is the one whose hash is committed, in both of its forms. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { netsBinary } from '../../packages/core/src/backends/simd/nets-binary.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bytes = readFileSync(`${root}packages/core/kernel/nets.wasm`);
const hasCompiler = spawnSync('clang-19', ['--version']).status === 0;

it('has its hash, and is the same in base64', () => {
  const [hash] = readFileSync(`${root}packages/core/kernel/nets.wasm.sha256`, 'utf8').split(' ');
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
  expect(Buffer.from(netsBinary, 'base64').equals(bytes)).toBe(true);
});

it.runIf(hasCompiler)('is what its sources compile to', () => {
  const script = `${root}scripts/build-nets.mjs`;
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
