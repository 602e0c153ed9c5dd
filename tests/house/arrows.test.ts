/** Imports point one way: the table of `docs/architecture.md`, held against every import of the sources. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folder of a package to the packages that its sources may import. What only tests import is not held to it. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'packages/models': [],
  'packages/core': ['packages/models'],
  'packages/worker-runtime': ['packages/core', 'packages/models'],
  'packages/livephoto': ['packages/worker-runtime', 'packages/core'],
  'packages/drawing': ['packages/core'],
  'packages/browser': ['packages/worker-runtime', 'packages/drawing', 'packages/core', 'packages/models'],
  'packages/studio': ['packages/browser', 'packages/drawing', 'packages/core'],
  'packages/server': ['packages/worker-runtime', 'packages/core', 'packages/models'],
  'packages/cli': ['packages/server', 'packages/worker-runtime', 'packages/drawing', 'packages/core'],
  models: ['packages/worker-runtime', 'packages/core', 'packages/models'],
  benchmarks: [
    'models',
    'packages/server',
    'packages/browser',
    'packages/worker-runtime',
    'packages/core',
    'packages/models',
  ],
};

/**
 * Storeys of a package, the upper first: folders and files of `src/`. A storey imports from those below it, never from
 * its own row or from above. `folder/*` makes a storey of each folder in it.
 */
const storeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'packages/core': [
    ['index.ts'],
    ['inspector.ts'],
    ['capture'],
    ['inspect.ts'],
    ['inspect-face.ts'],
    ['inspect-options.ts', 'calibration', 'models'],
    ['inspections'],
    ['vision/quality'],
    ['vision/obstructions', 'vision/liveness'],
    ['vision/faces'],
    ['vision/landmarks'],
    ['vision/sampling', 'resolve-policy.ts'],
    ['policy.ts', 'backends', 'provenance'],
    ['motion-policy.ts'],
    ['image'],
    ['contract', 'stopwatch.ts'],
  ],
  'packages/server': [
    ['node.ts', 'bun.ts', 'deno.ts', 'cloudflare.ts', 'index.ts', 'settings.ts'],
    ['node', 'cloudflare'],
    ['hosting'],
    ['jobs'],
    ['api'],
    ['housekeeping'],
    ['keys', 'rate-limits', 'queues'],
    ['store', 'blobs'],
    ['vault'],
    ['log.ts', 'encoding.ts', 'budget.ts'],
  ],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const code =
  /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|^[ \t]*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm;

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(code)].map((match) => ({ file, specifier: (match[1] ?? match[2] ?? match[3])! }));
}

/** Sources that are part of a product, by the packages' folders. */
const sources = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => Object.keys(packages).some((folder) => file.startsWith(`${folder}/src/`)))
  .filter((file) => !/\.(?:test|contract|d)\.tsx?$|\/testing\//.test(file));
const imports = sources.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));

const folderOf = new Map(
  Object.keys(packages).map((folder) => {
    const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string };
    return [name, folder] as const;
  }),
);

/** What a package imports that it may not: `file → what`. */
function againstPackages(all: readonly Import[]): string[] {
  return all.flatMap(({ file, specifier }) => {
    const own = Object.keys(packages).find((folder) => file.startsWith(`${folder}/`))!;
    const arrow = `${file} → ${specifier}`;
    if (specifier.startsWith('.')) {
      return normalize(join(dirname(file), specifier)).startsWith(`${own}/src/`) ? [] : [arrow];
    }
    const target = [...folderOf].find(
      ([name]) => specifier === name || specifier.startsWith(`${name}/`),
    )?.[1];
    return target === undefined || target === own || packages[own]!.includes(target) ? [] : [arrow];
  });
}

/** The row of a file's storey, 0 the highest, and the storey's name. */
function storeyOf(rows: readonly (readonly string[])[], path: string) {
  for (const [row, names] of rows.entries()) {
    const name = names.find((storey) => path === storey || path.startsWith(`${storey}/`));
    if (name !== undefined) return { row, name };
  }
  return undefined;
}

/** What a storey imports from beside or above it, and files that belong to none. */
function againstStoreys(folder: string, all: readonly Import[]): string[] {
  const rows = storeys[folder]!;
  return all
    .filter(({ file, specifier }) => file.startsWith(`${folder}/src/`) && specifier.startsWith('.'))
    .flatMap(({ file, specifier }) => {
      const inside = (path: string) => path.slice(`${folder}/src/`.length);
      const from = storeyOf(rows, inside(file));
      const to = storeyOf(rows, inside(normalize(join(dirname(file), specifier))));
      if (!from) return [`${file} stands on no storey`];
      if (!to) return [`${file} → ${specifier}, which stands on no storey`];
      return from.name === to.name || from.row < to.row ? [] : [`${file} → ${specifier}`];
    });
}

describe('packages', () => {
  it('import in the direction of the arrows, and by their names', () => {
    expect(sources.length).toBeGreaterThan(300);
    expect(againstPackages(imports)).toEqual([]);
  });

  it('name in their package.json what they import, and depend on nothing that is not theirs to import', () => {
    for (const [folder, allowed] of Object.entries(packages)) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(
        readFileSync(join(root, folder, 'package.json'), 'utf8'),
      );
      const foldersOf = (names: object) => Object.keys(names).flatMap((name) => folderOf.get(name) ?? []);
      const named = [...foldersOf(dependencies), ...foldersOf(devDependencies)];
      const imported = new Set(
        imports
          .filter(({ file }) => file.startsWith(`${folder}/src/`))
          .flatMap(
            ({ specifier }) =>
              [...folderOf].find(([name]) => `${specifier}/`.startsWith(`${name}/`))?.[1] ?? [],
          ),
      );
      imported.delete(folder);
      expect(
        [...imported].filter((name) => !named.includes(name)),
        folder,
      ).toEqual([]);
      // The server serves the studio's files and imports nothing of it.
      const served = folder === 'packages/server' ? ['packages/studio', 'packages/browser'] : [];
      expect(
        foldersOf(dependencies).filter((name) => !allowed.includes(name) && !served.includes(name)),
        folder,
      ).toEqual([]);
    }
  });

  it.each([
    ['packages/core/src/a.ts', "import { x } from '@livephoto/worker-runtime';"],
    ['packages/core/src/a.ts', "export * from '@livephoto/server/node';"],
    ['packages/core/src/a/b.ts', "const x = await import('../../../browser/src/index.ts');"],
    ['packages/models/src/a.ts', "import type {\n  X,\n} from '@livephoto/core';"],
    ['models/src/a.ts', "import '@livephoto/server';"],
  ])('would be caught: %s with %s', (file, text) => {
    expect(againstPackages(importsOf(file, text))).toHaveLength(1);
  });
});

/** Whatever of `imports` lies on a circle, or between two. */
function inCircles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(imports);
  for (;;) {
    const imported = new Set([...left.values()].flat());
    const ends = [...left].filter(
      ([file, targets]) => !imported.has(file) || !targets.some((target) => left.has(target)),
    );
    if (ends.length === 0) return [...left.keys()].sort();
    for (const [file] of ends) left.delete(file);
  }
}

describe('files', () => {
  it('import no value that comes back to them: types alone may', async () => {
    const { metafile } = await build({
      entryPoints: sources,
      absWorkingDir: root,
      bundle: true,
      packages: 'external',
      loader: { '.css': 'empty', '.svg': 'empty' },
      external: ['*.wasm'],
      write: false,
      metafile: true,
      outdir: 'out',
      format: 'esm',
      logLevel: 'silent',
    });
    const imports = Object.entries(metafile.inputs).map(
      ([file, input]) =>
        [file, input.imports.filter((one) => !one.external).map(({ path }) => path)] as const,
    );
    expect(imports.length).toBeGreaterThan(300);
    expect(inCircles(new Map(imports))).toEqual([]);
  });

  it('would be caught in a circle', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b', 'd']],
      ['d', []],
    ]);
    expect(inCircles(imports)).toEqual(['b', 'c']);
  });
});

describe.each(Object.keys(storeys))('storeys of %s', (folder) => {
  it('import from below', () => {
    expect(againstStoreys(folder, imports)).toEqual([]);
  });

  it('are all there', () => {
    for (const name of storeys[folder]!.flat()) {
      const path = `${folder}/src/${name}`;
      expect(
        sources.filter((file) => file === path || file.startsWith(`${path}/`)).length,
        name,
      ).toBeGreaterThan(0);
    }
  });
});

it.each([
  ['packages/core/src/image/a.ts', "import { x } from '../vision/faces/b.ts';"],
  ['packages/core/src/vision/faces/a.ts', "import type { X } from '../../inspections/b.ts';"],
  ['packages/core/src/contract/a.ts', "export { x } from '../policy.ts';"],
  ['packages/core/src/vision/liveness/a.ts', "import { x } from '../obstructions/b.ts';"],
  ['packages/core/src/new-folder/a.ts', "import { x } from '../contract/b.ts';"],
])('a wrong storey would be caught: %s with %s', (file, text) => {
  expect(againstStoreys('packages/core', importsOf(file, text))).toHaveLength(1);
});
