/** What an installer gets: every published package packed, installed with npm into an empty folder, and its closure counted. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LivePhotoError } from '@livephoto/core';
import { findPnpm } from '../processes/pnpm.ts';

/** What a package brings with it, itself included. */
export interface Closure {
  readonly packages: number;
  /** Bytes of their files. */
  readonly bytes: number;
}

export interface InstalledPackage {
  readonly name: string;
  readonly closure: Closure;
}

/** Where it lies below the folder, to what it depends on; as npm's own list of an installation has it. */
export type InstalledTree = Readonly<
  Record<
    string,
    {
      readonly dependencies?: Readonly<Record<string, string>>;
      readonly optionalDependencies?: Readonly<Record<string, string>>;
      readonly peerDependencies?: Readonly<Record<string, string>>;
    }
  >
>;

/**
 * @param root of the workspace, built
 * @param say is told each step before it begins
 * @throws {LivePhotoError} `service_unavailable` when npm cannot fetch a package, with what it said.
 */
export async function measureInstalled(
  root: URL,
  say: (step: string) => void = () => {},
): Promise<InstalledPackage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-installed-'));
  try {
    const names: string[] = [];
    const pnpm = await findPnpm(root);
    const home = fileURLToPath(new URL('packages/', root));
    for (const name of (await readdir(home)).sort()) {
      const manifest = await readFile(join(home, name, 'package.json'), 'utf8').catch(() => undefined);
      if (manifest === undefined) continue;
      const { name: published, private: hidden } = JSON.parse(manifest) as {
        name: string;
        private?: boolean;
      };
      if (hidden) continue;
      say(`pack ${published}`);
      const target = ['pack', '--pack-destination', folder];
      await promisify(execFile)(pnpm.command, [...pnpm.args, ...target], { cwd: join(home, name) });
      names.push(published);
    }
    say('install them all with npm');
    await installTarballs(folder);
    const tree = await readTree(folder);
    return await Promise.all(names.map((name) => closureOf(name, tree, folder)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** All tarballs of `folder` into it. npm's cache goes before the network; no script of a package runs. */
export async function installTarballs(folder: string): Promise<void> {
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await promisify(execFile)('npm', ['install', ...flags, ...tarballs.map((name) => `./${name}`)], {
      cwd: folder,
      maxBuffer: 64e6,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new LivePhotoError(
      'service_unavailable',
      `npm could not install the packages: ${stderr.trim().split('\n').slice(0, 6).join('\n') || (cause as Error).message}`,
      { cause },
    );
  }
}

/** @param folder that npm installed into */
export async function readTree(folder: string): Promise<InstalledTree> {
  const list = await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  return (JSON.parse(list) as { packages: InstalledTree }).packages;
}

async function closureOf(name: string, tree: InstalledTree, folder: string): Promise<InstalledPackage> {
  const places = reachable(name, tree);
  const sizes = await Promise.all(places.map((place) => bytesOf(join(folder, place))));
  return {
    name,
    closure: { packages: places.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) },
  };
}

/**
 * Places of a package and of everything it depends on, as Node would look them up. What was not installed, as an optional
 * one, is passed over.
 */
export function reachable(name: string, tree: InstalledTree): string[] {
  const start = placeOf(name, '', tree);
  const found = new Set<string>(start === undefined ? [] : [start]);
  for (const place of found) {
    const { dependencies, optionalDependencies, peerDependencies } = tree[place]!;
    for (const wanted of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const next = placeOf(wanted, place, tree);
      if (next !== undefined) found.add(next);
    }
  }
  return [...found];
}

/** In the nearest `node_modules` upwards from `place` that has it. */
function placeOf(name: string, place: string, tree: InstalledTree): string | undefined {
  const inside = place === '' ? [] : place.slice('node_modules/'.length).split('/node_modules/');
  for (let depth = inside.length; depth >= 0; depth--) {
    const candidate = `node_modules/${[...inside.slice(0, depth), name].join('/node_modules/')}`;
    if (Object.hasOwn(tree, candidate)) return candidate;
  }
  return undefined;
}

/** Of the files of one package; packages inside of it count for themselves. */
async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : await bytesOf(path);
    else bytes += (await stat(path)).size;
  }
  return bytes;
}
