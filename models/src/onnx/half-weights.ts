/** Stores weights as half-precision numbers, half the bytes of a file; a runtime widens them once, when it loads it. */
import { floatToHalf, halfToFloat } from '../half-precision.ts';
import { type ConstantTensor, type Graph, int, type Node } from './graph.ts';

/** Shorter constants stay as they are: a node to widen them would take as many bytes as it saves. */
const minLength = 128;
/** The ONNX element type that weights are computed with. */
const float32 = 1;

/**
 * The same network with its weights in half precision.
 *
 * @param rounding `exact` halves only what loses nothing; `nearest` halves everything, rounded to 11 bits.
 */
export function halveWeights(graph: Graph, rounding: 'exact' | 'nearest'): Graph {
  const constants = new Map<string, ConstantTensor>();
  const widened: Node[] = [];
  for (const [name, tensor] of graph.constants) {
    const half = halved(tensor, rounding);
    if (half === undefined) {
      constants.set(name, tensor);
      continue;
    }
    constants.set(`${name}/half`, half);
    widened.push({
      op: 'Cast',
      inputs: [`${name}/half`],
      outputs: [name],
      attributes: { to: int(float32) },
    });
  }
  return { ...graph, nodes: [...widened, ...graph.nodes], constants };
}

function halved({ dims, data }: ConstantTensor, rounding: 'exact' | 'nearest'): ConstantTensor | undefined {
  if (!(data instanceof Float32Array) || data.length < minLength) return undefined;
  const half = Uint16Array.from(data, floatToHalf);
  const fits = half.every((bits, i) => {
    const value = halfToFloat(bits);
    return rounding === 'exact' ? value === data[i] : Number.isFinite(value);
  });
  return fits ? { dims, data: half } : undefined;
}
