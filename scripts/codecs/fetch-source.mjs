/** Debian's source packages, as they are compiled. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from './folders.mjs';
import { tool } from './tool.mjs';

/** Downloads, verifies and unpacks a source package, with Debian's patches and a line of ours, unless that was done before. */
export async function fetchSource(name, { version, files, line }) {
  const target = join(cache, 'sources', name);
  if (!existsSync(target)) await unpackSource(name, version, files, target);
  if (!line) return;
  const path = join(target, line.file);
  const text = await readFile(path, 'utf8');
  if (text.includes(line.behind + line.add)) return;
  if (text.split(line.behind).length !== 2) throw new Error(`${path} is not as it was`);
  await writeFile(path, text.replace(line.behind, line.behind + line.add));
}

async function unpackSource(name, version, files, target) {
  const downloads = join(cache, 'downloads');
  await mkdir(downloads, { recursive: true });
  console.log(`  ${name} ${version}`);
  await tool('apt-get', ['source', '--download-only', `${name}=${version}`], { cwd: downloads });
  for (const [file, sha256] of Object.entries(files)) {
    const actual = createHash('sha256')
      .update(await readFile(join(downloads, file)))
      .digest('hex');
    if (actual !== sha256) throw new Error(`${file} has the sha256 ${actual}, not ${sha256}`);
  }
  const dsc = (await readdir(downloads)).find((file) => file.startsWith(`${name}_`) && file.endsWith('.dsc'));
  await mkdir(join(cache, 'sources'), { recursive: true });
  await tool('dpkg-source', ['--no-check', '-x', dsc, target], { cwd: downloads });
}
