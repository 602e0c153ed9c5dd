/** How each file of `models/dist` is made: which bytes of which package, what is done to them, and what the manifest says of them. */
import { readFaceGeometry } from './face-geometry.ts';
import type { AssetName, ModelName, TensorSpec } from './index.ts';
import { decodeOnnx } from './onnx/codec.ts';
import type { Graph } from './onnx/graph.ts';
import { nameOutputs } from './onnx/name-outputs.ts';
import { readTflite } from './tflite/read.ts';
import { convertTflite } from './tflite/to-onnx.ts';

/** Bytes of a file of a pinned package; the whole file without a range. */
export interface Origin {
  /** Package of `sources.json`. */
  readonly package: string;
  readonly path: string;
  /** First byte, and the byte after the last. */
  readonly range?: readonly [start: number, end: number];
}

export interface ModelRecipe {
  readonly name: ModelName;
  readonly origin: Origin;
  /** The network as a graph, before it is simplified. */
  readonly read: (bytes: Uint8Array) => Graph;
  /** What names and shapes alone do not say, by tensor. */
  readonly tensors: Readonly<Record<string, Omit<TensorSpec, 'name' | 'shape'>>>;
}

export interface AssetRecipe {
  readonly name: AssetName;
  readonly origin: Origin;
  readonly convert: (bytes: Uint8Array) => unknown;
}

const faceMeshAssets = {
  package: '@mediapipe/face_mesh',
  path: 'face_mesh_solution_packed_assets.data',
} as const;

export const modelRecipes: readonly ModelRecipe[] = [
  {
    name: 'face-detector',
    origin: { package: 'faceplugin-face-recognition-js', path: 'model/fr_detect.onnx' },
    read: decodeOnnx,
    tensors: {
      input: { layout: 'NCHW', colorOrder: 'RGB', normalization: { mean: 127, scale: 128 } },
      scores: { description: 'Per anchor: probability of background, probability of a face' },
      boxes: { description: 'Per anchor: left, top, right, bottom as shares of the input, not clipped' },
    },
  },
  {
    name: 'face-landmarker',
    origin: { ...faceMeshAssets, range: [2495952, 3737848] },
    read: (bytes) =>
      nameOutputs(convertTflite(readTflite(bytes), 'face-landmarker'), {
        input_1: { name: 'input' },
        conv2d_21: { name: 'landmarks', shape: [1, 468, 3] },
        conv2d_31: { name: 'presence', shape: [1, 1], activation: 'Sigmoid' },
      }),
    tensors: {
      input: { layout: 'NCHW', colorOrder: 'RGB', normalization: { mean: 0, scale: 255 } },
      landmarks: {
        description: 'x, y, z of 468 mesh vertices in pixels of the input; z < 0 is nearer to the camera',
      },
      presence: { description: 'Probability that the input shows a face in the expected place' },
    },
  },
  {
    name: 'spoof-net',
    origin: { package: 'faceplugin-face-recognition-js', path: 'model/fr_liveness.onnx' },
    read: decodeOnnx,
    tensors: {
      input: { layout: 'NCHW', colorOrder: 'BGR', normalization: { mean: 0, scale: 1 } },
      output: {
        description: 'Scores before softmax; class 0 is bona fide, the others are presentation attacks',
      },
    },
  },
];

export const assetRecipes: readonly AssetRecipe[] = [
  {
    name: 'canonical-face',
    origin: { ...faceMeshAssets, range: [3737848, 3757224] },
    convert: readFaceGeometry,
  },
];
