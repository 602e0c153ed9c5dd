/** How each file of `packages/models/dist` is made: which bytes of which package, what is done to them, and what the manifest says of them. */

import type { AssetName, ModelName, TensorSpec } from '@livephoto/models';
import { readFaceGeometry } from './face-geometry.ts';
import { canonicalHead } from './liveness-head.ts';
import { decodeOnnx } from './onnx/codec.ts';
import { storeInEightBits } from './onnx/eight-bit.ts';
import type { Graph } from './onnx/graph.ts';
import { halveWeights } from './onnx/half-weights.ts';
import { retarget } from './onnx/retarget.ts';
import type { Origin } from './sources/originals.ts';
import { mobileNetV2 } from './tfjs/mobilenet-v2.ts';
import { readTfjsWeights } from './tfjs/read.ts';
import { readTflite } from './tflite/read.ts';
import { convertTflite } from './tflite/to-onnx.ts';

export interface ModelRecipe {
  readonly name: ModelName;
  readonly origin: Origin;
  /** Further files that the network is read from. */
  readonly beside?: readonly Origin[];
  /** The network as a graph, before it is simplified. */
  readonly read: (bytes: Uint8Array, ...beside: readonly Uint8Array[]) => Graph;
  /** Channels that have less than this share of the strongest one's way through their block are taken out; 1e-4 when left out. */
  readonly deadShare?: number;
  /** How the simplified network is stored: which weights take fewer bytes, and what that loses. */
  readonly store: (graph: Graph) => Graph;
  /** Of an input whose sizes may vary: -1 for each that may. */
  readonly inputShape?: readonly number[];
  /** What names and shapes alone do not say, by tensor. */
  readonly tensors: Readonly<Record<string, Omit<TensorSpec, 'name' | 'shape'>>>;
}

export interface AssetRecipe {
  readonly name: AssetName;
  readonly origin: Origin;
  readonly convert: (bytes: Uint8Array) => unknown;
}

const halveExactly = (graph: Graph) => halveWeights(graph, 'exact');
const halveToNearest = (graph: Graph) => halveWeights(graph, 'nearest');

const faceMeshAssets = {
  package: '@mediapipe/face_mesh',
  path: 'face_mesh_solution_packed_assets.data',
} as const;

export const modelRecipes: readonly ModelRecipe[] = [
  {
    name: 'face-detector',
    store: halveExactly,
    origin: { package: 'faceplugin-face-recognition-js', path: 'model/fr_detect.onnx' },
    // Ends before the anchors, which are of one input size: what is left takes every size.
    read: (bytes) =>
      retarget(decodeOnnx(bytes), [
        { value: '461', name: 'logits', shape: [1, -1, 2] },
        { value: '462', name: 'offsets', shape: [1, -1, 4] },
      ]),
    inputShape: [1, 3, -1, -1],
    tensors: {
      input: {
        layout: 'NCHW',
        colorOrder: 'RGB',
        normalization: { mean: 127, scale: 128 },
        description: 'Any height and width; whole grids need multiples of 64',
      },
      logits: { description: 'Per anchor: background, face; before softmax' },
      offsets: {
        description: 'Per anchor: centre x and y (variance 0.1), log width and height (variance 0.2)',
      },
    },
  },
  {
    name: 'full-range-face-detector',
    origin: { package: '@mediapipe/face_detection', path: 'face_detection_full_range.tflite' },
    // Ends before everything is laid out in one row, for one input size: what is left takes every size.
    read: (bytes) =>
      retarget(convertTflite(readTflite(bytes)), [
        { value: 'classifier_face_4', name: 'logits', shape: [1, 1, -1, -1] },
        { value: 'regressor_face_4', name: 'offsets', shape: [1, 16, -1, -1] },
      ]),
    store: storeInEightBits,
    inputShape: [1, 3, -1, -1],
    tensors: {
      input: {
        layout: 'NCHW',
        colorOrder: 'RGB',
        normalization: { mean: 127.5, scale: 127.5 },
        description: 'Any height and width that are multiples of 32; made for 192',
      },
      logits: { description: 'Of a face, for each cell of 4 by 4 pixels; before sigmoid' },
      offsets: {
        description:
          'Pixels of the input, from the middle of the cell: x and y of the box centre; width, height; x and y of 6 points',
      },
    },
  },
  {
    name: 'face-landmarker',
    store: halveExactly,
    origin: { ...faceMeshAssets, range: [2495952, 3737848] },
    read: (bytes) =>
      retarget(convertTflite(readTflite(bytes)), [
        { value: 'conv2d_21', name: 'landmarks', shape: [1, 468, 3], reshape: true },
        { value: 'conv2d_31', name: 'presence', shape: [1, 1], reshape: true },
      ]),
    tensors: {
      input: { layout: 'NCHW', colorOrder: 'RGB', normalization: { mean: 0, scale: 255 } },
      landmarks: {
        description: 'x, y, z of 468 mesh vertices in pixels of the input; z < 0 is nearer to the camera',
      },
      presence: { description: 'Whether the input shows a face where one is expected; before sigmoid' },
    },
  },
  {
    name: 'spoof-net',
    // Faint channels as well: what is read out of the network is fitted to it as it then is.
    deadShare: 0.05,
    store: halveToNearest,
    origin: { package: 'faceplugin-face-recognition-js', path: 'model/fr_liveness.onnx' },
    // The means of the last map before the net's own verdict as well: core reads them out anew.
    read: (bytes) =>
      retarget(decodeOnnx(bytes), [
        { value: 'output', name: 'logits', shape: [1, 3] },
        { value: '568', name: 'features', shape: [1, 512, 1, 1], mean: true },
      ]),
    tensors: {
      input: { layout: 'NCHW', colorOrder: 'BGR', normalization: { mean: 0, scale: 1 } },
      logits: { description: 'Class 0 is bona fide, 1 and 2 are presentation attacks; before softmax' },
      features: {
        description: 'Mean activation of each of 512 filters over 8 rows and columns of the input',
      },
    },
  },
  {
    name: 'obstruction-net',
    store: halveToNearest,
    origin: { own: 'weights/obstruction-net.onnx' },
    read: decodeOnnx,
    tensors: {
      input: {
        layout: 'NCHW',
        colorOrder: 'RGB',
        normalization: { mean: 0, scale: 255 },
        description:
          'The aligned face, as models/training/obstructions/regions.json lays it out; 0 outside the picture',
      },
      cover: { description: 'Probability that each cell of the aligned face is covered' },
      odd: {
        description:
          'Probability that each of fewer cells shows no face as it is: moved, swirled, or behind something',
      },
    },
  },
  {
    name: 'person-net',
    origin: { package: 'nsfwjs', path: 'dist/models/mobilenet_v2/model.min.js' },
    beside: [{ package: 'nsfwjs', path: 'dist/models/mobilenet_v2/group1-shard1of1.min.js' }],
    // Twelve blocks of sixteen, made for 224 pixels: what comes after them costs half as much again, and four times the bytes.
    read: (model, shard) =>
      retarget(mobileNetV2(readTfjsWeights(model, shard!), 12, 112), [
        { value: 'block', name: 'features', shape: [1, 96, 1, 1], mean: true },
        { value: 'block_2_add', name: 'fine', shape: [1, 24, 1, 1], mean: true },
        { value: 'block_5_add', name: 'middle', shape: [1, 32, 1, 1], mean: true },
        { value: 'block_9_add', name: 'coarse', shape: [1, 64, 1, 1], mean: true },
      ]),
    // The weights come in eight bits a number.
    store: (graph) => halveToNearest(storeInEightBits(graph)),
    tensors: {
      input: { layout: 'NCHW', colorOrder: 'RGB', normalization: { mean: 0, scale: 255 } },
      features: { description: 'Mean of each of 96 channels over 7 rows and columns of the input' },
      fine: { description: 'The same of 24 channels of the second block, 28 rows and columns' },
      middle: { description: 'The same of 32 channels of the fifth block, 14 rows and columns' },
      coarse: { description: 'The same of 64 channels of the ninth block, 7 rows and columns' },
    },
  },
];

export const assetRecipes: readonly AssetRecipe[] = [
  {
    name: 'canonical-face',
    origin: { ...faceMeshAssets, range: [3737848, 3757224] },
    convert: readFaceGeometry,
  },
  {
    name: 'liveness-head',
    origin: { own: 'weights/liveness-head.json' },
    convert: canonicalHead,
  },
];
