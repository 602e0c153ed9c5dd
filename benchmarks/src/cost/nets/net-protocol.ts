/** What is asked of a fresh page that runs single networks on several runtimes, and what it answers. */

/** Networks of the manifest, each at the size at which the product runs it most. */
export const netShapes = {
  'face-detector': [1, 3, 192, 144],
  'face-landmarker': [1, 3, 192, 192],
  'full-range-face-detector': [1, 3, 192, 192],
  'spoof-net': [1, 3, 128, 128],
  'obstruction-net': [1, 3, 128, 128],
  'person-net': [1, 3, 112, 112],
} as const satisfies Readonly<Record<string, readonly [number, number, number, number]>>;
export type NetName = keyof typeof netShapes;
export const netNames = Object.keys(netShapes) as NetName[];

/** What runs them: the product's two backends in WebAssembly, and what they are compared with. */
export const netRuntimes = ['onnxruntime-web', 'simd', 'LiteRT'] as const;
export type NetRuntime = (typeof netRuntimes)[number];

export interface NetJob {
  readonly nets: readonly NetName[];
  /** Names of each network's outputs, in the order of its file. */
  readonly outputs: Readonly<Record<NetName, readonly string[]>>;
  /** Runs of each network on each runtime, in turns. */
  readonly samples: number;
  readonly warmup: number;
}

export interface NetTimes {
  /** Milliseconds of each run, by runtime. */
  readonly times: Readonly<Record<NetRuntime, readonly number[]>>;
  /** The largest of all differences from an output of onnxruntime-web, over that output's largest size or 1, whichever is more. */
  readonly difference: number;
}

export type NetAnswer = Readonly<Partial<Record<NetName, NetTimes>>>;

/** Largest difference at which both are said to compute the same: 32-bit floats added up in another order. */
export const sameWithin = 1e-4;
