/** Bundles extract.ts over core's own sources, so that what is fitted is what runs, and runs it. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));
// Beside core's own build, where core's dependencies resolve.
const outfile = join(root, `packages/core/dist/liveness-extract-${process.pid}.mjs`);
await build({
  entryPoints: [fileURLToPath(new URL('extract.ts', import.meta.url))],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
});
const { status } = spawnSync(process.execPath, [outfile, root, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
rmSync(outfile);
process.exitCode = status ?? 1;
