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
  '@livephoto/studio': { packages: 1, bytes: 2 * mega, reason: 'a bundled page' },
  '@livephoto/worker-runtime': {
    packages: 28,
    bytes: 340 * mega,
    reason: 'onnxruntime-node, which may be left out (npm --omit=optional), has 300 MB of native parts',
  },
  '@livephoto/browser': {
    packages: 36,
    bytes: 390 * mega,
    reason: 'worker-runtime, and 45 MB of files to copy into an app',
  },
  '@livephoto/server': {
    packages: 85,
    bytes: 450 * mega,
    reason: 'the studio and the files of the browser, drivers of SQLite, PostgreSQL and S3',
  },
  livephoto: {
    packages: 105,
    bytes: 490 * mega,
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
