/** What installing a package may bring: one table beside the one of sizes. Raise a budget only with a reason. */
import type { Closure, InstalledPackage } from './installed-closure.ts';

export interface ClosureBudget {
  /** Packages, itself included, and bytes of their files. */
  readonly packages: number;
  readonly bytes: number;
  readonly reason: string;
}

const mega = 1e6;

export const closureBudgets: Readonly<Record<string, ClosureBudget>> = {
  '@livephoto/models': { packages: 1, bytes: 6 * mega, reason: 'files and types: nothing to depend on' },
  '@livephoto/core': {
    packages: 3,
    bytes: 10 * mega,
    reason: 'models and a reader of CBOR: 3 and 8; no tool that builds anything, no runtime for models',
  },
  '@livephoto/drawing': { packages: 4, bytes: 10 * mega, reason: 'core, and nothing of its own' },
  '@livephoto/studio': {
    packages: 1,
    bytes: 9 * mega,
    reason: 'a bundled page, and the API reference as it is and compressed, 6 MB',
  },
  '@livephoto/heif': { packages: 1, bytes: 2 * mega, reason: 'one file' },
  '@livephoto/worker-runtime': {
    packages: 6,
    bytes: 12 * mega,
    reason:
      'core, its models and Comlink; onnxruntime-web and onnxruntime-node, 148 and 300 MB, come where they are asked for',
  },
  livephoto: { packages: 9, bytes: 12 * mega, reason: 'worker-runtime, and a queue' },
  '@livephoto/browser': {
    packages: 16,
    bytes: 25 * mega,
    reason: 'worker-runtime, Lit, and 5.8 MB of files to copy into an app',
  },
  '@livephoto/server': {
    packages: 65,
    bytes: 95 * mega,
    reason: 'the studio and the files of the browser, drivers of SQLite, PostgreSQL and S3',
  },
  '@livephoto/cli': {
    packages: 89,
    bytes: 140 * mega,
    reason: 'the server, and a canvas with fonts for annotated pictures',
  },
};

/** In which way an installed package passes its budget, in words; empty when it does not, or has none. */
export function passedClosure({ name, closure }: InstalledPackage): string[] {
  const budget = Object.hasOwn(closureBudgets, name) ? closureBudgets[name] : undefined;
  if (budget === undefined) return [];
  return (['packages', 'bytes'] as const satisfies (keyof Closure)[]).flatMap((kind) => {
    const found = closure[kind];
    return found > budget[kind]
      ? [`${found - budget[kind]} ${kind} more than ${budget[kind]}, installed`]
      : [];
  });
}
