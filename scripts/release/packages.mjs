/** The packages of a release, in the order in which they can be published: whatever one depends on goes before it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {{ folder: string, manifest: Record<string, any> }[]} those that are published */
export function publishedPackages(root) {
  const home = join(root, 'packages');
  const found = readdirSync(home)
    .sort()
    .map((name) => join(home, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => !manifest.private);
  const ordered = new Set();
  const add = (each, above) => {
    if (ordered.has(each)) return;
    if (above.includes(each)) throw new Error(`${each.manifest.name} depends on itself`);
    const wanted = Object.keys({ ...each.manifest.dependencies, ...each.manifest.peerDependencies });
    for (const other of found) if (wanted.includes(other.manifest.name)) add(other, [...above, each]);
    ordered.add(each);
  };
  for (const each of found) add(each, []);
  return [...ordered];
}

/** Folders of every package.json of the workspace, the root's first. */
export function workspaceFolders(root) {
  const inside = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  return [
    root,
    ...['models', 'benchmarks', 'tests', 'runtime-tests', 'site'].map((name) => join(root, name)),
    ...inside,
  ].filter((folder) => existsSync(join(folder, 'package.json')));
}

/** `owner/name`, of however a repository's address is written; empty for none. */
export function repositoryOf(address) {
  return /([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(address)?.[1] ?? '';
}

export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
