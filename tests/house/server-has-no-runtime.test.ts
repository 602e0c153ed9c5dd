import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('has no runtime in it: what it imports runs anywhere', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../packages/server/src/index.ts', import.meta.url))],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'neutral',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  expect([...new Set(imports)].sort()).toEqual([
    '@livephoto/core',
    'aws4fetch',
    'hono',
    'hono/cors',
    'hono/html',
    'hono/secure-headers',
    // Loaded when Parquet is asked for.
    'hyparquet-writer/src/index.js',
    'jose',
    'kysely',
    'zod',
  ]);
});
