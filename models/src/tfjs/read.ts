/** Reads the weights of a TensorFlow.js layers model that is published as JavaScript: numbers of eight bits with a scale each. */

export interface Weights {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

/**
 * Nothing is run: weights are found by how a minifier writes them down.
 *
 * @param model JavaScript that holds the topology and the manifest of weights.
 * @param shard JavaScript that exports all weights, base64 in one string.
 * @throws {Error} when the manifest asks for other bytes than the shard has, or names a type that is not known here.
 */
export function readTfjsWeights(model: Uint8Array, shard: Uint8Array): Map<string, Weights> {
  const text = new TextDecoder();
  const packed = /"([A-Za-z0-9+/]{1000,}={0,2})"/.exec(text.decode(shard));
  if (packed === null) throw new Error('The shard holds no weights in base64');
  const bytes = new Uint8Array(Buffer.from(packed[1]!, 'base64'));
  const weights = new Map<string, Weights>();
  let at = 0;
  for (const [, name, sides, kind, quantisation = ''] of text.decode(model).matchAll(entry)) {
    const shape = sides!.split(',').map(number);
    const { least, step, type } = quantisationOf(quantisation);
    if (kind !== 'float32' || type !== 'uint8') throw new Error(`${name} is stored as ${type} of ${kind}`);
    const count = shape.reduce((product, side) => product * side, 1);
    const levels = bytes.subarray(at, at + count);
    if (levels.length !== count) throw new Error(`The shard ends inside of ${name}`);
    weights.set(name!, { shape, data: Float32Array.from(levels, (level) => level * step + least) });
    at += count;
  }
  if (at !== bytes.length)
    throw new Error(`The manifest knows ${at} of the ${bytes.length} bytes of the shard`);
  return weights;
}

const entry = /\{name:"([^"]+)",shape:\[([\d,.e]+)\],dtype:"(\w+)",quantization:\{([^}]*)\}\}/g;

function quantisationOf(members: string) {
  const member = (name: string) => new RegExp(`(?:^|,)${name}:"?([^",]+)`).exec(members)?.[1] ?? '';
  return { least: number(member('min')), step: number(member('scale')), type: member('dtype') };
}

/** A minifier writes .5 and 1e3. */
function number(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw new Error(`"${text}" is no number`);
  return value;
}
