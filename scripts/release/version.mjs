/** One version for all packages, and the change log's heading for it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages, readManifest, workspaceFolders } from './packages.mjs';

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
  for (const { path, text, versions } of mentions(root)) {
    writeFileSync(path, text.replace(versions, `$1${next}`));
  }
  return `${version} → ${next} in ${folders.length} packages`;
}

/** @returns the files outside of packages that ask for another version than the packages have, in words */
export function laggards(root) {
  const { version } = readManifest(root);
  return mentions(root).flatMap(({ path, text, versions }) =>
    [...text.matchAll(versions)]
      .filter(([, , named]) => named !== version)
      .map(
        ([, , named]) => `${path.slice(root.length).replace(/^[/\\]/, '')} names ${named}, not ${version}`,
      ),
  );
}

/** Where the version stands but in packages: what the examples install, and the image that is deployed. */
function mentions(root) {
  const names = publishedPackages(root).map(({ manifest }) => manifest.name);
  const installed = new RegExp(`("(?:${names.join('|')})": "\\^)([^"]*)`, 'g');
  const image = new RegExp(`(image: ${readManifest(root).name.replace(/-workspace$/, '')}:)(\\S+)`, 'g');
  const inside = (folder, pattern) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true })
          .filter((name) => pattern.test(name) && !/node_modules/.test(name))
          .map((name) => join(root, folder, name))
      : [];
  const read = (versions) => (path) => ({ path, text: readFileSync(path, 'utf8'), versions });
  return [
    ...inside('examples', /^[\w-]+[/\\]package\.json$/).map(read(installed)),
    ...[join(root, 'compose.yaml'), ...inside('deploy', /\.yaml$/)].filter(existsSync).map(read(image)),
  ];
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
