/** What installing a package may bring: one table beside the one of sizes. Raise a budget only with a reason. */
import type { Closure, InstalledPackage } from './installed-closure.ts';

export interface ClosureBudget {
  /** Packages, itself included, and bytes of their files; both without the inference runtime and what it alone brings. */
  readonly packages: number;
  readonly bytes: number;
  readonly reason: string;
}

const mega = 1e6;

export const closureBudgets: Readonly<Record<string, ClosureBudget>> = {
  '@livephoto/models': { packages: 1, bytes: 6 * mega, reason: 'files and types: nothing to depend on' },
  '@livephoto/core': {
    packages: 6,
    bytes: 12 * mega,
    reason: 'models, the JPEG decoder and one inflater: no tool that builds anything',
  },
  '@livephoto/drawing': { packages: 7, bytes: 12 * mega, reason: 'core, and nothing of its own' },
  '@livephoto/studio': {
    packages: 1,
    bytes: 9 * mega,
    reason: 'a bundled page, and the API reference as it is and compressed, 6 MB',
  },
  '@livephoto/heif': { packages: 1, bytes: 2 * mega, reason: 'one file' },
  '@livephoto/worker-runtime': {
    packages: 7,
    bytes: 15 * mega,
    reason: 'core, its models and Comlink; onnxruntime-node with its 300 MB comes only where it is asked for',
  },
  livephoto: { packages: 10, bytes: 15 * mega, reason: 'worker-runtime, and a queue' },
  '@livephoto/browser': {
    packages: 18,
    bytes: 32 * mega,
    reason: 'worker-runtime, Lit, and 9.5 MB of files to copy into an app',
  },
  '@livephoto/server': {
    packages: 70,
    bytes: 110 * mega,
    reason: 'the studio and the files of the browser, drivers of SQLite, PostgreSQL and S3',
  },
  '@livephoto/cli': {
    packages: 90,
    bytes: 150 * mega,
    reason: 'the server, and a canvas with fonts for annotated pictures',
  },
};

/** In which way an installed package passes its budget, in words; empty when it does not, or has none. */
export function passedClosure({ name, withoutRuntime }: InstalledPackage): string[] {
  const budget = Object.hasOwn(closureBudgets, name) ? closureBudgets[name] : undefined;
  if (budget === undefined) return [];
  return (['packages', 'bytes'] as const satisfies (keyof Closure)[]).flatMap((kind) => {
    const found = withoutRuntime[kind];
    return found > budget[kind]
      ? [`${found - budget[kind]} ${kind} more than ${budget[kind]}, installed`]
      : [];
  });
}
