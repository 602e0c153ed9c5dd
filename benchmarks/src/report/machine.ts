/** What has to be said about the machine and the installed versions for a time or a size to mean anything. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly arch: string;
  readonly platform: string;
  /** Bytes. */
  readonly memory: number;
  /** Processes that wanted to run, on average over the minute before: above the number of cores, others were at work too. */
  readonly load: number;
}

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    arch: process.arch,
    platform: process.platform,
    memory: totalmem(),
    load: loadavg()[0]!,
  };
}

/** `2 cores, x64`. */
export function machineClass({ cores, arch }: Machine): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'}, ${arch}`;
}

/**
 * Installed version of each package, as Node resolves it from the files in `from`, the first that has it; packages that
 * are not installed are left out.
 */
export async function versionsOf(
  names: readonly string[],
  from: readonly string[] = [import.meta.url],
): Promise<Record<string, string>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const folders = await Promise.all(from.map((file) => packageFolder(name, file)));
      const folder = folders.find((found) => found !== undefined);
      if (folder === undefined) return [];
      const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      return [[name, version as string] as const];
    }),
  );
  return { node: process.versions.node, ...Object.fromEntries(found.flat()) };
}

/** Where a package is installed; undefined when it is not. */
export async function packageFolder(
  name: string,
  from: string = import.meta.url,
): Promise<string | undefined> {
  // Not `require.resolve`: many packages hide their package.json, or have no entry for Node.
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    const found = await readFile(join(place, 'package.json')).then(
      () => true,
      () => false,
    );
    if (found) return place;
    if (folder === dirname(folder)) return undefined;
  }
}
