/** Names everything but the photo that a report depends on: models, code, policy. Any change makes another name. */
import { createHash } from 'node:crypto';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface FingerprintParts {
  /** Folders of built code; every JavaScript file below counts. */
  readonly code: readonly string[];
  /** Anything else that decides, as JSON: model hashes, the policy's content, versions of what the code imports. */
  readonly facts: unknown;
}

/** 32 hex digits. */
export async function fingerprint({ code, facts }: FingerprintParts): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const folder of code) {
    const names = (await readdir(folder, { recursive: true })).filter((name) =>
      /\.(js|mjs|wasm)$/.test(name),
    );
    for (const name of names.sort()) {
      hash.update(`\0${name}\0`).update(await readFile(join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/** Folders with the built code of workspace packages, as Node resolves them from here. */
export function builtCode(packages: readonly string[], from: string): string[] {
  const { resolve } = createRequire(from);
  return packages.map((name) => dirname(resolve(name)));
}

/**
 * Which installed version of each dependency a built package gets, as the store's folder names tell.
 * @param folder the package's `dist`
 */
export async function installedDependencies(folder: string): Promise<string[]> {
  const home = dirname(folder);
  const { dependencies = {} } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  const places = Object.keys(dependencies).map(async (name) =>
    relative(await realpath(home), await realpath(join(home, 'node_modules', name))),
  );
  return (await Promise.all(places)).sort();
}
