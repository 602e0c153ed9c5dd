/** Writes Content Credentials and metadata into files, for tests only. */
import { encode } from 'cborg';
import { jpegSegment } from '../../image/testing/jpeg-writer.ts';
import { join, pngChunk } from '../../image/testing/png-writer.ts';

export const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));
const number = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);

export function box(type: string, ...bodies: readonly Uint8Array[]): Uint8Array {
  const body = join(bodies);
  return join([number(8 + body.length), ascii(type), body]);
}

/** A JUMBF superbox; `kind` are the first four letters of its UUID. */
export function superbox(kind: string, label: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const uuid = join([ascii(kind), Uint8Array.of(0, 0x11, 0, 0x10, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71)]);
  return box('jumb', box('jumd', uuid, Uint8Array.of(3), ascii(`${label}\0`)), ...contents);
}

export interface CredentialsRecipe {
  readonly generator?: string;
  readonly actions?: readonly Readonly<Record<string, unknown>>[];
  /** By label. */
  readonly json?: Readonly<Record<string, unknown>>;
  readonly signed?: boolean;
}

/** A store with one manifest, as C2PA 1.4 lays it out. */
export function credentials(recipe: CredentialsRecipe): Uint8Array {
  const { generator = 'a test', actions = [], json = {}, signed = true } = recipe;
  const assertions = [
    superbox('cbor', 'c2pa.actions', box('cbor', encode({ actions }))),
    ...Object.entries(json).map(([label, value]) =>
      superbox('json', label, box('json', ascii(JSON.stringify(value)))),
    ),
  ];
  const claim = { claim_generator: generator, 'dc:format': 'image/jpeg', assertions: [] };
  return superbox(
    'c2pa',
    'c2pa',
    superbox(
      'c2ma',
      'urn:uuid:00000000-0000-4000-8000-000000000000',
      superbox('c2as', 'c2pa.assertions', ...assertions),
      superbox('c2cl', 'c2pa.claim', box('cbor', encode(claim))),
      ...(signed ? [superbox('c2cs', 'c2pa.signature', box('cbor', encode(new Uint8Array(64))))] : []),
    ),
  );
}

/** The segments that a JPEG carries a box in, each of at most `piece` bytes of it. */
export function jumbfSegments(jumbf: Uint8Array, piece = 60_000): Uint8Array[] {
  const header = jumbf.subarray(0, 8);
  const segments: Uint8Array[] = [];
  for (let at = 8; at < jumbf.length; at += piece) {
    const place = join([ascii('JP'), Uint8Array.of(0, 1), number(segments.length + 1)]);
    segments.push(jpegSegment(0xeb, join([place, header, jumbf.subarray(at, at + piece)])));
  }
  return segments;
}

export function xmpPacket(properties: string): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" ${properties}</rdf:RDF></x:xmpmeta>`;
}

export function pngText(keyword: string, text: string): Uint8Array {
  return pngChunk('tEXt', ascii(`${keyword}\0${text}`));
}

export function internationalText(keyword: string, text: string): Uint8Array {
  return pngChunk('iTXt', join([ascii(`${keyword}\0\0\0\0\0`), ascii(text)]));
}

export function webpChunk(name: string, body: Uint8Array): Uint8Array {
  const length = Uint8Array.of(body.length & 255, (body.length >> 8) & 255, (body.length >> 16) & 255, 0);
  return join([ascii(name), length, body, new Uint8Array(body.length & 1)]);
}

/** An EXIF block of texts in its first directory. */
export function exifOf(texts: Readonly<Record<number, string>>): Uint8Array {
  const entries = Object.entries(texts);
  const head = 8 + 2 + 12 * entries.length + 4;
  const bodies: Uint8Array[] = [];
  const rows = entries.map(([tag, text]) => {
    const body = ascii(`${text}\0\0\0\0`);
    const at = head + bodies.reduce((sum, each) => sum + each.length, 0);
    bodies.push(body);
    return join([Uint8Array.of(Number(tag) >> 8, Number(tag) & 255, 0, 2), number(body.length), number(at)]);
  });
  return join([ascii('MM\0*'), number(8), Uint8Array.of(0, entries.length), ...rows, number(0), ...bodies]);
}
