/**
 * Bundles every workspace package's entry points with esbuild: the sources named by `exports` (condition
 * `livephoto-source`), by `bin`, and by an optional `livephoto.entries` list in its package.json. `src/x.ts` becomes
 * `dist/x.js`, and what lies in another folder keeps it.
 * Third-party and sibling packages stay imports, but for those that `livephoto.bundled` lists. A package whose bundles are of another kind names its own build script
 * in `livephoto.build`. Types are written by `tsc -b`. `--only FOLDER,FOLDER` builds some packages.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const quiet = process.argv.includes('--quiet');
const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1].split(',')
  : undefined;

const folders = [
  'models',
  'benchmarks',
  'tests',
  'runtime-tests',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
]
  .filter((folder) => only === undefined || only.includes(folder))
  .map((folder) => join(root, folder))
  .filter((folder) => existsSync(join(folder, 'package.json')));

// What earlier builds were split into would be packed with what this one is; a quiet build runs beside others that use it.
for (const folder of quiet ? [] : folders) {
  const dist = join(folder, 'dist');
  for (const file of existsSync(dist) ? readdirSync(dist, { recursive: true }) : []) {
    if (/(^|\/)[\w-]+-[A-Z0-9]{8}\.js(\.map)?$/.test(file)) rmSync(join(dist, file));
  }
  // Types that somebody deleted with `dist/` would be thought to be there still.
  if (!existsSync(dist)) rmSync(join(folder, 'tsconfig.tsbuildinfo'), { force: true });
}

for (const folder of folders) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!manifest.private) copyLicences(folder);
  if (manifest.livephoto?.build) {
    const { default: buildPackage } = await import(
      pathToFileURL(join(folder, manifest.livephoto.build)).href
    );
    await buildPackage({ quiet }).catch(reportFailure);
    continue;
  }
  const sources = [
    ...Object.values(manifest.exports ?? {}).map((target) => target['livephoto-source']),
    ...Object.values(manifest.bin ?? {}).map((path) =>
      path.replace('/dist/', '/src/').replace(/\.js$/, '.ts'),
    ),
    ...(manifest.livephoto?.entries ?? []),
  ].filter((source) => typeof source === 'string' && source.endsWith('.ts'));
  if (sources.length === 0) continue;
  const result = build({
    entryPoints: [...new Set(sources)].map((source) => ({
      in: join(folder, source),
      out: source.replace(/^(\.\/)?(src\/)?/, '').replace(/\.ts$/, ''),
    })),
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    plugins: [importsBut(manifest.livephoto?.bundled ?? [])],
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    sourcemap: 'linked',
    logLevel: quiet ? 'warning' : 'info',
  });
  await result.catch(reportFailure);
}

/** Packages stay imports, but for these, which become part of the bundle. */
function importsBut(bundled) {
  return {
    name: 'imports-but',
    setup(bundling) {
      bundling.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        const taken = bundled.some((name) => path === name || path.startsWith(`${name}/`));
        return kind === 'entry-point' || taken ? undefined : { path, external: true };
      });
      // Of what is taken in, the map names lines, and leaves out the text: a small part is used of it.
      bundling.onEnd(() => {
        if (bundled.length > 0) forgetSources(bundling.initialOptions.outdir);
      });
    },
  };
}

/** Drops from the maps in a folder the texts of other packages, and of WebAssembly in base64, which nobody reads. */
function forgetSources(dist) {
  for (const name of readdirSync(dist).filter((file) => file.endsWith('.js.map'))) {
    const map = JSON.parse(readFileSync(join(dist, name), 'utf8'));
    map.sourcesContent = map.sourcesContent.map((text, index) =>
      /\/node_modules\/|-binary\.ts$/.test(map.sources[index]) ? null : text,
    );
    writeFileSync(join(dist, name), JSON.stringify(map));
  }
}

/** What is packed stands alone: each package brings the terms of what is in it. */
function copyLicences(folder) {
  const own = join(folder, 'LICENSES.txt');
  copyFileSync(existsSync(own) ? own : join(root, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(root, 'NOTICE'), join(folder, 'NOTICE'));
}

/** The other packages are built all the same. */
function reportFailure(error) {
  // esbuild has printed its own errors.
  if (!error.errors) console.error(error);
  process.exitCode = 1;
}
