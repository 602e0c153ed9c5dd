/** One version for all packages, and the change log's heading for it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest, workspaceFolders } from './packages.mjs';

const pattern = /^(\d+)\.(\d+)\.(\d+)(?:-([a-z]+)\.(\d+))?$/;

/**
 * @param {string} next as in `1.2.0` or `1.2.0-beta.1`
 * @param {Date} day of the release
 * @returns what was done, in words
 * @throws for what is no version, or none after this one; for a change log that has nothing to tell. Nothing is written then.
 */
export function raiseVersion(root, next, day) {
  const { version } = readManifest(root);
  if (!pattern.test(next)) throw new Error(`A version is like 1.2.0 or 1.2.0-beta.1, not '${next}'`);
  if (compare(next, version) <= 0) throw new Error(`${next} does not come after ${version}`);
  const log = join(root, 'CHANGELOG.md');
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  const told = /^## Unreleased\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(text)?.[1]?.trim();
  if (!told)
    throw new Error(
      'CHANGELOG.md tells nothing under "## Unreleased": write there what a user would want to know',
    );
  const heading = `## Unreleased\n\n## ${next} (${day.toISOString().slice(0, 10)})`;
  const folders = workspaceFolders(root);
  for (const folder of folders) {
    const file = join(folder, 'package.json');
    // As text: a package.json keeps its own form.
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^( {2}"version": )"[^"]*"/m, `$1"${next}"`));
  }
  writeFileSync(log, text.replace('## Unreleased', heading));
  return `${version} → ${next} in ${folders.length} packages`;
}

/** Of two versions, below 0 when the first comes before the second. */
export function compare(one, other) {
  const parts = (version) => {
    const [, major, minor, patch, label, count] = pattern.exec(version) ?? [];
    return [Number(major), Number(minor), Number(patch), label ?? '~', Number(count ?? 0)];
  };
  const [a, b] = [parts(one), parts(other)];
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at < 0) return 0;
  return a[at] < b[at] ? -1 : 1;
}
