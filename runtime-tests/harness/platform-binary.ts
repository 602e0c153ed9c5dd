/** Programs that npm brings in a package for each platform: a launcher would need an install script to be put in place. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * @param owner the package that lists the platforms' packages as optional dependencies.
 * @param candidates packages, the first that is installed counts, and the program's path in them.
 * @throws when none is installed, with the way out.
 */
export function platformBinary(
  owner: string,
  candidates: readonly (readonly [name: string, path: string])[],
): string {
  const fromOwner = createRequire(createRequire(import.meta.url).resolve(`${owner}/package.json`));
  for (const [name, path] of candidates) {
    try {
      const program = join(dirname(fromOwner.resolve(`${name}/package.json`)), path);
      if (existsSync(program)) return program;
    } catch {
      // Not installed for this platform: the next one may be.
    }
  }
  throw new Error(
    `No program of ${owner} is installed for ${process.platform} ${process.arch}: run pnpm install with optional dependencies`,
  );
}
