/** The models as TFLite files, for whoever measures them on another runtime. */
import { decodeOnnx, encodeOnnx } from '../onnx/codec.ts';
import { createEvaluate } from '../onnx/evaluate.ts';
import type { Graph } from '../onnx/graph.ts';
import { type Evaluate, simplify } from '../onnx/simplify.ts';
import { convertOnnx } from './from-onnx.ts';
import { writeTflite } from './write.ts';

export interface BothFiles {
  /** As it was, with the weights widened that the models' files hold in fewer bits. */
  readonly onnx: Uint8Array;
  /** The same function on NHWC values. */
  readonly tflite: Uint8Array;
}

/**
 * @param model An ONNX file that `pnpm models build` wrote.
 * @param inputShape Of its one input, NCHW: both files are of this size.
 * @throws {Error} for an operator that the converter does not know
 */
export async function inBothFormats(model: Uint8Array, inputShape: readonly number[]): Promise<BothFiles> {
  const evaluate = await createEvaluate();
  const graph = await ofOneSize(decodeOnnx(model), inputShape, evaluate);
  return { onnx: encodeOnnx(graph), tflite: writeTflite(await convertOnnx(graph, evaluate)) };
}

/** Everything folded that the input cannot change. */
async function ofOneSize(graph: Graph, shape: readonly number[], evaluate: Evaluate): Promise<Graph> {
  const [input, ...others] = graph.inputs;
  if (input === undefined || others.length > 0) throw new Error('A network with one input is wanted');
  return simplify({ ...graph, inputs: [{ name: input.name, shape }] }, evaluate, 0);
}
