/** Says of what was given in a photo's place what it is, and what to give. */

const wanted =
  'Give a photo: a path, a URL, a Buffer, Uint8Array, ArrayBuffer, Blob, File, or a stream of its bytes';

/** One or two sentences. */
export function describeInput(value: unknown): string {
  const hint = hintFor(value);
  return hint === undefined ? `${wanted}; this is ${nameOf(value)}.` : `${hint} ${wanted}.`;
}

function hintFor(value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (value === '') return 'The path is empty.';
    return "This text looks like a photo in base64: give Buffer.from(text, 'base64').";
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if ('then' in value) return 'This is a Promise: await it first.';
  if (Array.isArray(value)) return 'This is an array: call inspect once for each photo.';
  if (value instanceof Response || value instanceof Request) {
    return `This is a ${value instanceof Response ? 'Response' : 'Request'}: give its body, or await its arrayBuffer().`;
  }
  if ('data' in value && 'width' in value) {
    return 'These are decoded pixels: give the bytes of the file that they came from.';
  }
  return undefined;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object'
    ? `an object of ${name}`
    : 'a plain object';
}
