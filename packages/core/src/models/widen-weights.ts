/**
 * Widens a model's half-precision weights before a runtime sees them.
 *
 * The files hold them so for size, each behind a `Cast`. Every runtime could widen them itself, but onnxruntime takes a
 * tenth of a second and 100 MB for what is done here in a few milliseconds. The bits of every answer are the same.
 */

/** Field numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const modelGraph = 7;
const graphNode = 1;
const graphInitializer = 5;
const nodeInput = 1;
const nodeOutput = 2;
const nodeOperator = 4;
const tensorType = 2;
const tensorName = 8;
const tensorBytes = 9;

const float32 = 1;
const float16 = 10;

/** One field of a protocol buffer message. */
interface Field {
  readonly number: number;
  /** Tag and content, as they stand. */
  readonly whole: Uint8Array;
  /** Of a string, bytes or a message; empty for a number. */
  readonly content: Uint8Array;
  /** Of a number. */
  readonly value: number;
}

/** @param model An ONNX file that `pnpm models build` wrote; answered as it is when it holds no half-precision weights. */
export function widenWeights(model: Uint8Array): Uint8Array {
  const fields = readFields(model);
  const graph = readFields(fields.find(({ number }) => number === modelGraph)?.content ?? new Uint8Array());
  const halves = new Set<string>();
  for (const { number, content } of graph) {
    if (number !== graphInitializer) continue;
    const tensor = readFields(content);
    if (tensor.some((field) => field.number === tensorType && field.value === float16)) {
      halves.add(textOf(tensor, tensorName));
    }
  }
  if (halves.size === 0) return model;

  /** The name that each half-precision weight is to have once it is wide. */
  const wideNames = new Map<string, string>();
  for (const { number, content } of graph) {
    if (number !== graphNode) continue;
    const node = readFields(content);
    const from = textOf(node, nodeInput);
    if (textOf(node, nodeOperator) === 'Cast' && halves.has(from)) {
      wideNames.set(from, textOf(node, nodeOutput));
    }
  }

  const rewritten = graph.flatMap((field): Uint8Array[] => {
    if (field.number === graphNode) {
      const node = readFields(field.content);
      const widens = textOf(node, nodeOperator) === 'Cast' && wideNames.has(textOf(node, nodeInput));
      return widens ? [] : [field.whole];
    }
    if (field.number !== graphInitializer) return [field.whole];
    const tensor = readFields(field.content);
    const name = wideNames.get(textOf(tensor, tensorName));
    return name === undefined ? [field.whole] : message(graphInitializer, wideTensor(tensor, name));
  });
  return join(
    fields.flatMap((field) => (field.number === modelGraph ? message(modelGraph, rewritten) : [field.whole])),
  );
}

function wideTensor(tensor: readonly Field[], name: string): Uint8Array[] {
  return tensor.flatMap(({ number, whole, content }) => {
    switch (number) {
      case tensorType:
        return [Uint8Array.of(tensorType << 3, float32)];
      case tensorName:
        return message(tensorName, [asciiBytes(name)]);
      case tensorBytes:
        return message(tensorBytes, [widen(content)]);
      default:
        return [whole];
    }
  });
}

/** What moves the exponent of a half-precision number to where a single-precision one has it. */
const biasDifference = 2 ** 112;

/** Little-endian half-precision numbers, all finite, as single-precision ones. */
function widen(content: Uint8Array): Uint8Array {
  // A copy starts on a whole number; `slice` would be none where the bytes are a Buffer of Node.
  const halves = new Uint16Array(new Uint8Array(content).buffer);
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  }
  // Read with its exponent in the wrong place every number, subnormal or not, is too small by the same power of two.
  const wide = new Float32Array(bits.buffer);
  for (let i = 0; i < wide.length; i++) wide[i]! *= biasDifference;
  return new Uint8Array(wide.buffer);
}

function textOf(fields: readonly Field[], number: number): string {
  return new TextDecoder().decode(fields.find((field) => field.number === number)?.content);
}

/** Names are what converters make up: layers, numbers and slashes. */
function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('The model file ends inside a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const start = at;
    const tag = varint();
    const number = tag >>> 3;
    let value = 0;
    let content: Uint8Array = new Uint8Array();
    switch (tag & 7) {
      case 0:
        value = varint();
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        content = bytes.subarray(at, at + length);
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new Error('The model file is no ONNX file');
    }
    fields.push({ number, value, content, whole: bytes.subarray(start, at) });
  }
  return fields;
}

/** A field that holds a message, a text or bytes. */
function message(number: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.of((number << 3) | 2, ...varintBytes(length)), ...parts];
}

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
