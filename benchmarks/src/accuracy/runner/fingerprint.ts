/** Names everything but the photo that a report depends on: models, code, policy. Any change makes another name. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface FingerprintParts {
  /** Folders of packages: every file of built code that their exports lead to counts, and no file left by older builds. */
  readonly code: readonly string[];
  /** Anything else that decides, as JSON: model hashes, the policy's content, versions of what the code imports. */
  readonly facts: unknown;
}

/** 32 hex digits. */
export async function fingerprint({ code, facts }: FingerprintParts): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const folder of code) {
    for (const file of await reachableCode(folder)) {
      hash.update(`\0${relative(folder, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/** Folders of workspace packages, as Node resolves them from here. */
export function packageFolders(packages: readonly string[], from: string): string[] {
  const { resolve } = createRequire(from);
  return packages.map((name) => {
    let folder = dirname(resolve(name));
    while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
    return folder;
  });
}

/** Built code as bundlers write it: files name one another by quoted relative paths, whether imported or started. */
const mention = /["'](\.{1,2}\/[^"'\s]+\.(?:js|mjs|wasm))["']/g;

async function reachableCode(folder: string): Promise<string[]> {
  const found = new Set(await exportedFiles(folder));
  // A set goes on over what is added to it meanwhile.
  for (const file of found) {
    if (file.endsWith('.wasm')) continue;
    for (const [, path] of (await readFile(file, 'utf8')).matchAll(mention)) {
      const other = join(dirname(file), path!);
      if (existsSync(other)) found.add(other);
    }
  }
  return [...found].sort();
}

async function exportedFiles(folder: string): Promise<string[]> {
  const { exports = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    exports?: Record<string, string | { default?: string }>;
  };
  return Object.values(exports)
    .map((target) => (typeof target === 'string' ? target : target.default))
    .filter((target) => target !== undefined && /\.(js|mjs|wasm)$/.test(target))
    .map((target) => join(folder, target!))
    .filter(existsSync);
}

/** Which installed version of each dependency a package gets, as the store's folder names tell. */
export async function installedDependencies(folder: string): Promise<string[]> {
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const places = Object.keys(dependencies).map(async (name) =>
    relative(await realpath(folder), await realpath(join(folder, 'node_modules', name))),
  );
  return (await Promise.all(places)).sort();
}
