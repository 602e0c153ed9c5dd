import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { installTarballs, reachable, readTree } from '../../benchmarks/src/cost/size/installed-closure.ts';

it('installs tarballs into an empty folder, and reads what npm made of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-installed-'));
  try {
    // The models depend on nothing, so that npm needs no network.
    const pack = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
    const home = fileURLToPath(new URL('../../packages/models', import.meta.url));
    execFileSync('npm', pack, { cwd: home });
    await installTarballs(folder);
    expect(reachable('@livephoto/models', await readTree(folder))).toEqual([
      'node_modules/@livephoto/models',
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
