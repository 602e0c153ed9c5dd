/** The kernel of pixels that is committed is the one that its committed source compiles to. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('is what its source compiles to', () => {
  const script = fileURLToPath(new URL('../../scripts/build-kernel.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
