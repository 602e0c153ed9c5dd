/**
 * Widens a model's weights of 16 and 8 bits before onnxruntime sees them.
 *
 * The files hold them so for size, each behind a `Cast`, those of 8 bits behind a `Mul` with their scales as well. onnxruntime
 * could widen them itself, but takes a tenth of a second and 100 MB for what is done here in a few milliseconds. The bits of
 * every answer are the same.
 */
import { scaleBytes, widenHalves } from './narrow-weights.ts';
import {
  elementType,
  type Field,
  graphInitializer,
  graphNode,
  join,
  message,
  modelGraph,
  nodeInput,
  nodeOperator,
  nodeOutput,
  readFields,
  tensorBytes,
  tensorName,
  tensorSides,
  tensorType,
  textField,
  textOf,
  textsOf,
} from './onnx-message.ts';

/** @param model An ONNX file that `pnpm models build` wrote; answered as it is when it holds no such weights. */
export function widenWeights(model: Uint8Array): Uint8Array {
  const fields = readFields(model);
  const graph = readFields(fields.find(({ number }) => number === modelGraph)?.content ?? new Uint8Array());
  const tensors = new Map<string, readonly Field[]>();
  for (const { number, content } of graph) {
    if (number !== graphInitializer) continue;
    const tensor = readFields(content);
    tensors.set(textOf(tensor, tensorName), tensor);
  }
  const nodes = graph.flatMap(({ number, content }) => (number === graphNode ? [readFields(content)] : []));

  /** The wide tensors by the names that nodes know them by. */
  const wide = new Map<string, Uint8Array[]>();
  /** Outputs of nodes that have nothing left to do. */
  const done = new Set<string>();
  /** Narrow tensors that nobody asks for any more. */
  const narrow = new Set<string>();
  const scales = new Map<string, Float32Array>();
  const casts = nodes.filter((node) => textOf(node, nodeOperator) === 'Cast');
  for (const cast of casts) {
    const [from, to] = [textOf(cast, nodeInput), textOf(cast, nodeOutput)];
    const tensor = tensors.get(from);
    if (tensor === undefined || typeOf(tensor) !== elementType.float16) continue;
    const values = widenHalves(bytesOf(tensor));
    wide.set(to, wideTensor(tensor, to, values));
    scales.set(to, values);
    done.add(to);
    narrow.add(from);
  }
  for (const cast of casts) {
    const [from, to] = [textOf(cast, nodeInput), textOf(cast, nodeOutput)];
    const tensor = tensors.get(from);
    if (tensor === undefined || typeOf(tensor) !== elementType.int8) continue;
    const uses = nodes.filter((node) => textsOf(node, nodeInput).includes(to));
    const [scaled] = uses;
    if (uses.length !== 1 || scaled === undefined || textOf(scaled, nodeOperator) !== 'Mul') continue;
    const [, scale = ''] = textsOf(scaled, nodeInput);
    const factors = scales.get(scale) ?? floatsOf(tensors.get(scale));
    if (factors === undefined || factors.length === 0) continue;
    const name = textOf(scaled, nodeOutput);
    wide.set(name, wideTensor(tensor, name, scaleBytes(bytesOf(tensor), factors)));
    done.add(to).add(name);
    narrow.add(from).add(scale);
  }
  if (done.size === 0) return model;

  const kept = nodes.filter((node) => !done.has(textOf(node, nodeOutput)));
  const needed = new Set(kept.flatMap((node) => textsOf(node, nodeInput)));
  const rewritten = graph.flatMap((field): Uint8Array[] => {
    if (field.number === graphNode) {
      return done.has(textOf(readFields(field.content), nodeOutput)) ? [] : [field.whole];
    }
    if (field.number !== graphInitializer) return [field.whole];
    const name = textOf(readFields(field.content), tensorName);
    return narrow.has(name) && !needed.has(name) ? [] : [field.whole];
  });
  const widened = [...wide].flatMap(([name, tensor]) =>
    needed.has(name) ? message(graphInitializer, tensor) : [],
  );
  return join(
    fields.flatMap((field) =>
      field.number === modelGraph ? message(modelGraph, [...rewritten, ...widened]) : [field.whole],
    ),
  );
}

function typeOf(tensor: readonly Field[]): number | undefined {
  return tensor.find(({ number }) => number === tensorType)?.value;
}

function bytesOf(tensor: readonly Field[]): Uint8Array {
  return tensor.find(({ number }) => number === tensorBytes)?.content ?? new Uint8Array();
}

function floatsOf(tensor: readonly Field[] | undefined): Float32Array | undefined {
  if (tensor === undefined || typeOf(tensor) !== elementType.float32) return undefined;
  // A copy starts on a whole number; `slice` would be none where the bytes are a Buffer of Node.
  return new Float32Array(new Uint8Array(bytesOf(tensor)).buffer);
}

/** A tensor of floats with the sides of another one. */
function wideTensor(tensor: readonly Field[], name: string, values: Float32Array): Uint8Array[] {
  return [
    ...tensor.flatMap(({ number, whole }) => (number === tensorSides ? [whole] : [])),
    Uint8Array.of(tensorType << 3, elementType.float32),
    ...textField(tensorName, name),
    ...message(tensorBytes, [new Uint8Array(values.buffer)]),
  ];
}
