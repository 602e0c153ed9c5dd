/** The manifest of the models: their names, and what is said of each file. */

/** Every model the inspector can load. */
export type ModelName =
  | 'face-detector'
  | 'full-range-face-detector'
  | 'face-landmarker'
  | 'spoof-net'
  | 'obstruction-net'
  | 'person-net';

/** What a network takes or gives. */
export interface TensorSpec {
  readonly name: string;
  /** Dimensions as the graph has them, -1 for one that may vary. */
  readonly shape: readonly number[];
  /** What the dimensions mean, for pictures: `NCHW` or `NHWC`. */
  readonly layout?: 'NCHW' | 'NHWC';
  readonly colorOrder?: 'RGB' | 'BGR';
  /** Value fed for a pixel value p (0..255): `(p - mean) / scale`. */
  readonly normalization?: { readonly mean: number; readonly scale: number };
  readonly description?: string;
}

/** A network among the files. */
export interface ModelEntry {
  readonly name: ModelName;
  /** File name beside the manifest. */
  readonly file: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** SPDX identifier. */
  readonly license: string;
  /** Where the weights come from: `npm:name@version/path`, or a folder of this repository. */
  readonly source: string;
}

/** What is no network, in JSON: `canonical-face` is a `CanonicalFace`, `liveness-head` a `LivenessHead`. */
export type AssetName = 'canonical-face' | 'liveness-head';

/** A file beside the networks that is none. */
export interface AssetEntry {
  readonly name: AssetName;
  /** File name beside the manifest. */
  readonly file: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** SPDX identifier. */
  readonly license: string;
  /** As of a model. */
  readonly source: string;
}

/** All files that an inspector loads. */
export interface ModelManifest {
  readonly version: 1;
  readonly models: readonly ModelEntry[];
  readonly assets: readonly AssetEntry[];
}
