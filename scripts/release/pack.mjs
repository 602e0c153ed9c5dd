/** Packs every package that is published, once, with the sum of each tarball. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPnpm } from '../setup/pnpm.mjs';
import { publishedPackages } from './packages.mjs';

/**
 * @param {string} folder is made, and emptied of an earlier release
 * @returns {Promise<{ name: string, version: string, file: string, sha256: string }[]>} in the order of dependencies
 */
export async function packRelease(root, folder) {
  const pnpm = await findPnpm(root, async (command, args) => {
    const { stdout } = await promisify(execFile)(command, args, { cwd: root });
    return { code: 0, output: stdout };
  });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const packed = [];
  for (const { folder: home, manifest } of publishedPackages(root)) {
    const { name, version } = manifest;
    const args = [...pnpm.args, 'pack', '--pack-destination', folder];
    await promisify(execFile)(pnpm.command, args, { cwd: home });
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
    const sha256 = createHash('sha256')
      .update(await readFile(join(folder, file)))
      .digest('hex');
    packed.push({ name, version, file, sha256 });
  }
  const sums = packed.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join('');
  await writeFile(join(folder, 'SHA256SUMS'), sums);
  return packed;
}
