/** What may weigh how much: one table. A thing that outgrows its budget fails the build; raise a budget only with a reason. */

export interface Budget {
  /** Bytes as they lie on the disk; for a package, unpacked. */
  readonly raw?: number;
  /** Bytes compressed with gzip; for a package, its tarball. */
  readonly gzip?: number;
  /** Where the number comes from. */
  readonly reason: string;
}

const kilo = 1e3;
const mega = 1e6;

export const budgets = {
  'models, all': {
    raw: 6 * mega,
    gzip: 4_600_000,
    reason: "a page's first visit on a telephone, and what a Worker weighs",
  },
  'engine for the networks, WebAssembly': {
    raw: 30 * kilo,
    gzip: 12 * kilo,
    reason: '21 and 8: loops for some more operators',
  },
  'image decoder, WebAssembly': {
    raw: 700 * kilo,
    gzip: 200 * kilo,
    reason: 'JPEG, PNG and WebP have 653 and 180: a build that bloats them must be seen',
  },
  'core, bundled and minified': {
    raw: 250 * kilo,
    gzip: 95 * kilo,
    reason:
      'without onnxruntime-web: 224 and 86 with the engine for the nets, whose loops are 28 of it, and room for a tenth more',
  },
  'browser entry': {
    gzip: 30 * kilo,
    reason: 'what a page loads before the camera opens; the worker loads the rest',
  },
  "browser, a first visit's download": {
    gzip: 5_400_000,
    reason: '5.1 with worker, image decoders and models; what computes the nets is part of the worker',
  },
  'browser, files to serve': {
    raw: 6_200_000,
    reason: 'what an app copies without WebGPU: 5.8',
  },
  'Workers bundle': {
    gzip: 5_400_000,
    reason: "4.9 with the models; a Worker's upload on Cloudflare's paid plan may have 10",
  },
  '@livephoto/models': { gzip: 4_800_000, reason: 'the models and their cards' },
  '@livephoto/browser': { gzip: 6_100_000, reason: '5.7 with models and decoders, source maps included' },
  '@livephoto/core': {
    gzip: 720 * kilo,
    reason:
      '682: the decoders of JPEG, PNG and WebP are 185 of it, the engine for the networks stands in it and in a source map',
  },
  '@livephoto/worker-runtime': { gzip: 100 * kilo, reason: 'an adapter' },
  '@livephoto/server': {
    gzip: 640 * kilo,
    reason: '579 with jobs and webhooks, source maps included; no models, no runtime of inference in it',
  },
  '@livephoto/cli': { gzip: 300 * kilo, reason: 'a command over the other packages' },
  livephoto: { gzip: 40 * kilo, reason: 'one entry over the other packages; the licences are 8 of it' },
} as const satisfies Readonly<Record<string, Budget>>;

export type Budgeted = keyof typeof budgets;

/** In which way `size` passes `budget`, in words; empty when it does not. */
export function passed(size: { readonly raw: number; readonly gzip: number }, budget: Budget): string[] {
  return (['raw', 'gzip'] as const).flatMap((kind) => {
    const limit = budget[kind];
    return limit !== undefined && size[kind] > limit
      ? [`${size[kind] - limit} bytes more than ${limit} (${kind})`]
      : [];
  });
}
