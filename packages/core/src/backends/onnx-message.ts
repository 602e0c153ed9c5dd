/**
 * Protocol buffer messages as ONNX files are made of them: enough to read a graph and to write it with other nodes.
 * Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

export const modelGraph = 7;
export const modelOperatorSet = 8;
export const graphNode = 1;
export const graphInitializer = 5;
export const graphInput = 11;
export const graphOutput = 12;
export const nodeInput = 1;
export const nodeOutput = 2;
export const nodeOperator = 4;
export const nodeAttribute = 5;
export const nodeDomain = 7;
export const tensorSides = 1;
export const tensorType = 2;
export const tensorName = 8;
export const tensorBytes = 9;

/** Element types of tensors. */
export const elementType = { float32: 1, int8: 3, int64: 7, float16: 10 } as const;

/** How numbers, and texts, bytes and messages, stand in a message. */
export const wireType = { number: 0, bytes: 2 } as const;

/** One field of a protocol buffer message. Graphs have thousands, of which few are asked for their bytes: those are cut out when they are. */
export class Field {
  readonly number: number;
  /** How it stands in the message. */
  readonly wireType: number;
  /** Of a number. */
  readonly value: number;
  readonly #message: Uint8Array;
  readonly #at: { readonly start: number; readonly content: number; readonly end: number };

  /** @param at Where in the message it starts, where its content does, and where both end. */
  constructor(
    tag: number,
    value: number,
    message: Uint8Array,
    at: { readonly start: number; readonly content: number; readonly end: number },
  ) {
    this.number = tag >>> 3;
    this.wireType = tag & 7;
    this.value = value;
    this.#message = message;
    this.#at = at;
  }

  /** Tag and content, as they stand. */
  get whole(): Uint8Array {
    return this.#message.subarray(this.#at.start, this.#at.end);
  }

  /** Of a string, bytes or a message; empty for a number. */
  get content(): Uint8Array {
    return this.#message.subarray(this.#at.content, this.#at.end);
  }
}

const decoder = new TextDecoder();

/** The text that a field holds. */
export function textIn({ content }: Field): string {
  return decoder.decode(content);
}

/** The text of a message's first field of this number; empty without one. */
export function textOf(fields: readonly Field[], number: number): string {
  for (const field of fields) if (field.number === number) return textIn(field);
  return '';
}

/** The texts of all fields of this number. */
export function textsOf(fields: readonly Field[], number: number): string[] {
  return fields.flatMap((field) => (field.number === number ? [textIn(field)] : []));
}

/** A field that holds a text: names are what converters make up, layers, numbers and slashes. */
export function textField(number: number, text: string): Uint8Array[] {
  return message(number, [Uint8Array.from(text, (letter) => letter.charCodeAt(0))]);
}

/** A field that holds a whole number, 0 and more. */
export function numberField(number: number, value: number): Uint8Array {
  return Uint8Array.of(...varintBytes(number << 3), ...varintBytes(value));
}

/** @throws {Error} For bytes that are no message. */
export function readFields(bytes: Uint8Array): Field[] {
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
    let value = 0;
    let content: number | undefined;
    switch (tag & 7) {
      case wireType.number:
        value = varint();
        break;
      case 1:
        at += 8;
        break;
      case wireType.bytes: {
        const length = varint();
        content = at;
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new Error('The model file is no ONNX file');
    }
    fields.push(new Field(tag, value, bytes, { start, content: content ?? at, end: at }));
  }
  return fields;
}

/** A field that holds a message, a text or bytes. */
export function message(number: number, parts: readonly Uint8Array[]): Uint8Array[] {
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

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
