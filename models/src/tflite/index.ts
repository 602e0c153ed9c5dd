/** The models as TFLite files, for whoever measures them on another runtime. */
import { decodeOnnx, encodeOnnx } from '../onnx/codec.ts';
import { createEvaluate } from '../onnx/evaluate.ts';
import type { Graph } from '../onnx/graph.ts';
import { type Evaluate, simplify } from '../onnx/simplify.ts';
import { builtins } from './builtins.ts';
import { convertOnnx } from './from-onnx.ts';
import { writeTflite } from './write.ts';

export interface BothFiles {
  /** As it was, with the weights widened that the models' files hold in fewer bits. */
  readonly onnx: Uint8Array;
  /** The same function on NHWC values. */
  readonly tflite: Uint8Array;
  readonly outputNames: readonly string[];
}

/**
 * @param model An ONNX file that `pnpm models build` wrote.
 * @param inputShape Of its one input, NCHW: both files are of this size.
 * @throws {Error} for an operator that the converter does not know
 */
export async function inBothFormats(model: Uint8Array, inputShape: readonly number[]): Promise<BothFiles> {
  const evaluate = await createEvaluate();
  const graph = await ofOneSize(decodeOnnx(model), inputShape, evaluate);
  return {
    onnx: encodeOnnx(graph),
    tflite: writeTflite(await convertOnnx(graph, evaluate)),
    outputNames: graph.outputs.map(({ name }) => name),
  };
}

/**
 * The face mesh as MediaPipe's tasks want it: 478 points in one row, the ten of the irises 0, which the network does not know.
 * @param model `face-landmarker` of the manifest.
 */
export async function meshForTasks(model: Uint8Array): Promise<Uint8Array> {
  const evaluate = await createEvaluate();
  const graph = await ofOneSize(decodeOnnx(model), [1, 3, 192, 192], evaluate);
  const plan = await convertOnnx(graph, evaluate);
  const [landmarks = -1, presence = -1] = plan.outputs;
  const tensors = [...plan.tensors];
  const add = (name: string, shape: readonly number[], data?: Int32Array) =>
    tensors.push(data ? { name, shape, data } : { name, shape }) - 1;
  const values = 468 * 3;
  const wanted = 478 * 3;
  const [row, whole] = [add('row', [1, 1, 1, values]), add('mesh', [1, 1, 1, wanted])];
  const [sides, pads] = [
    add('row/shape', [4], Int32Array.of(1, 1, 1, values)),
    add('mesh/pads', [4, 2], Int32Array.of(0, 0, 0, 0, 0, 0, 0, wanted - values)),
  ];
  const [single, ones] = [add('single', [1, 1, 1, 1]), add('single/shape', [4], Int32Array.of(1, 1, 1, 1))];
  const operators = [
    ...plan.operators,
    { ...builtins.reshape, inputs: [landmarks, sides], output: row },
    { ...builtins.pad, inputs: [row, pads], output: whole },
    { ...builtins.reshape, inputs: [presence, ones], output: single },
  ];
  return writeTflite({ ...plan, tensors, operators, outputs: [whole, single] });
}

/** Everything folded that the input cannot change. */
async function ofOneSize(graph: Graph, shape: readonly number[], evaluate: Evaluate): Promise<Graph> {
  const [input, ...others] = graph.inputs;
  if (input === undefined || others.length > 0) throw new Error('A network with one input is wanted');
  return simplify({ ...graph, inputs: [{ name: input.name, shape }] }, evaluate, 0);
}
