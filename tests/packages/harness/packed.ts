/** Every package that is published, packed as it would be. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { findPnpm } from '../../../benchmarks/src/cost/processes/pnpm.ts';

export { findPnpm };

const root = new URL('../../../', import.meta.url);

/** The part of a package.json that its readers look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly [key: string]: unknown;
}

export interface PackedPackage {
  readonly name: string;
  /** Of the tarball: what a registry shows, versions in the place of `workspace:*`. */
  readonly manifest: Manifest;
  readonly tarball: string;
  /** Paths in the package to their bytes. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** @returns the folder that they lie in, which is the caller's to remove. */
export async function packAll(): Promise<{ folder: string; packages: PackedPackage[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-packed-'));
  const pnpm = await findPnpm(root);
  const home = fileURLToPath(new URL('packages/', root));
  const packages: PackedPackage[] = [];
  for (const name of (await readdir(home)).sort()) {
    const text = await readFile(join(home, name, 'package.json'), 'utf8').catch(() => undefined);
    if (text === undefined || (JSON.parse(text) as Manifest).private) continue;
    const { name: published, version } = JSON.parse(text) as Manifest;
    const args = [...pnpm.args, 'pack', '--pack-destination', folder];
    await promisify(execFile)(pnpm.command, args, { cwd: join(home, name) });
    const file = `${published.replace(/^@/, '').replace('/', '-')}-${version}.tgz`;
    const tarball = join(folder, file);
    const files = untar(gunzipSync(await readFile(tarball)));
    const manifest = JSON.parse(files.get('package.json')!.toString()) as Manifest;
    packages.push({ name: published, manifest, tarball, files });
  }
  return { folder, packages };
}

/** Regular files of a tar archive, without the `package/` before their paths. */
function untar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const text = (from: number, length: number) =>
    archive
      .toString('utf8', from, from + length)
      .replace(/\0.*$/s, '')
      .trim();
  let longName: string | undefined;
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const kind = text(at + 156, 1);
    const content = archive.subarray(at + 512, at + 512 + size);
    const name = longName ?? [text(at + 345, 155), text(at, 100)].filter((part) => part !== '').join('/');
    longName = /^\d+ path=(.*)$/m.exec(kind === 'x' ? content.toString() : '')?.[1];
    if (kind === '0' || kind === '') files.set(name.replace(/^package\//, ''), content);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
