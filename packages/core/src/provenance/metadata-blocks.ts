/** Finds the metadata of a file without decoding it: EXIF, XMP, C2PA and text, in every format that is read. */
import { unzlibSync } from 'fflate/browser';
import { hasAscii } from '../image/foreign-formats.ts';
import { isHeif } from '../image/heif-header.ts';
import { isPng } from '../image/png-chunks.ts';
import { isWebp } from '../image/webp.ts';

export interface MetadataBlocks {
  /** TIFF headers and what follows them. */
  readonly exif: readonly Uint8Array[];
  readonly xmp: readonly string[];
  /** JUMBF boxes. */
  readonly c2pa: readonly Uint8Array[];
  /** Keyword and text of a PNG. */
  readonly texts: readonly (readonly [keyword: string, text: string])[];
}

/** Of one kind, and bytes of all together that are looked at: telephones write 64 KB, Content Credentials up to some megabytes. */
const maxBlocks = 64;
const maxBytes = 8_000_000;
/** Bytes that a compressed text may come to. */
const maxPlainText = 262_144;
/** Parts of a file that are walked over. */
const maxParts = 10_000;
/** Places that may begin a packet: one byte of 256 in the pixels of 25 MB. */
const maxTried = 100_000;

const adobeXmp = 'http://ns.adobe.com/xap/1.0/\0';
/** Box of ISO base media files that holds C2PA's. */
const c2paUuid = '\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81';

/** Never throws: what is damaged is left out. */
export function metadataBlocks(bytes: Uint8Array): MetadataBlocks {
  const found = new Found();
  try {
    if (isPng(bytes)) ofPng(bytes, found);
    else if (bytes[0] === 0xff && bytes[1] === 0xd8) ofJpeg(bytes, found);
    else if (isWebp(bytes)) ofWebp(bytes, found);
    else if (isHeif(bytes)) ofHeif(bytes, found);
  } catch (error) {
    // Reading beyond the end; whatever was found before counts.
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

class Found implements MetadataBlocks {
  readonly exif: Uint8Array[] = [];
  readonly xmp: string[] = [];
  readonly c2pa: Uint8Array[] = [];
  readonly texts: [string, string][] = [];
  private left = maxBytes;

  addExif(block: Uint8Array): void {
    if (this.takes(this.exif, block.length)) this.exif.push(block);
  }
  addXmp(block: Uint8Array): void {
    if (this.takes(this.xmp, block.length)) this.xmp.push(new TextDecoder().decode(block));
  }
  addC2pa(block: Uint8Array): void {
    if (this.takes(this.c2pa, block.length)) this.c2pa.push(block);
  }
  addText(keyword: string, text: string): void {
    if (keyword !== 'XML:com.adobe.xmp') {
      if (this.takes(this.texts, text.length)) this.texts.push([keyword, text]);
    } else if (this.takes(this.xmp, text.length)) this.xmp.push(text);
  }

  private takes(kind: readonly unknown[], length: number): boolean {
    if (kind.length >= maxBlocks || length > this.left) return false;
    this.left -= length;
    return true;
  }
}

function ofJpeg(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  const pieces = new Map<number, Map<number, Uint8Array>>();
  let at = 2;
  for (let count = 0; count < maxParts && at + 4 <= bytes.length; count++) {
    at = bytes.indexOf(0xff, at);
    if (at === -1) break;
    const marker = bytes[at + 1];
    if (marker === undefined || marker === 0xda || marker === 0xd9) break;
    // Fill bytes, stuffed zeros, and markers that stand alone.
    if (marker === 0xff || marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (at + 4 > bytes.length) break;
    const length = view.getUint16(at + 2);
    if (length < 2) break;
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (marker === 0xe1 && hasAscii(body, 0, 'Exif\0')) found.addExif(body.subarray(6));
    else if (marker === 0xe1 && hasAscii(body, 0, adobeXmp)) found.addXmp(body.subarray(adobeXmp.length));
    else if (marker === 0xeb && hasAscii(body, 0, 'JP')) addPiece(body, pieces);
    else if (marker === 0xfe) found.addText('Comment', new TextDecoder('latin1').decode(body));
    at += 2 + length;
  }
  for (const box of pieces.values()) found.addC2pa(joined(box));
}

/** JPEG XT spreads a box over segments: two letters, the box's number, that of the piece, and the box's header in each. */
function addPiece(body: Uint8Array, pieces: Map<number, Map<number, Uint8Array>>): void {
  if (body.length < 16) return;
  const view = viewOf(body);
  const box = view.getUint16(2);
  const sequence = view.getUint32(4);
  const known = pieces.get(box) ?? new Map<number, Uint8Array>();
  pieces.set(box, known);
  if (!known.has(sequence)) known.set(sequence, body.subarray(8));
}

function joined(pieces: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const all = [...pieces]
    .sort(([a], [b]) => a - b)
    .map(([, piece], i) => (i === 0 ? piece : piece.subarray(viewOf(piece).getUint32(0) === 1 ? 16 : 8)));
  const length = all.reduce((sum, piece) => sum + piece.length, 0);
  if (length > maxBytes) return new Uint8Array();
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of all) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function ofPng(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  let at = 8;
  for (let count = 0; count < maxParts && at + 8 <= bytes.length; count++) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IEND') break;
    if (type === 'eXIf') found.addExif(body);
    else if (type === 'caBX') found.addC2pa(body);
    else if (type === 'tEXt' || type === 'zTXt' || type === 'iTXt') {
      const text = pngText(type, body);
      if (text !== undefined) found.addText(...text);
    }
    at += 12 + length;
  }
}

/** Keyword, zero, and the text: as it is, compressed, or with its language and translated keyword before it. */
function pngText(type: 'tEXt' | 'zTXt' | 'iTXt', body: Uint8Array): [string, string] | undefined {
  const end = body.indexOf(0);
  if (end < 1 || end > 79) return undefined;
  const keyword = new TextDecoder('latin1').decode(body.subarray(0, end));
  if (type === 'tEXt') return [keyword, new TextDecoder('latin1').decode(body.subarray(end + 1))];
  if (type === 'zTXt') return inflated(keyword, body.subarray(end + 2), 'latin1');
  const language = body.indexOf(0, end + 3);
  const translated = language === -1 ? -1 : body.indexOf(0, language + 1);
  if (translated === -1) return undefined;
  const text = body.subarray(translated + 1);
  return body[end + 1] === 1 ? inflated(keyword, text, 'utf-8') : [keyword, new TextDecoder().decode(text)];
}

function inflated(keyword: string, text: Uint8Array, encoding: string): [string, string] | undefined {
  try {
    // What does not fit is an error.
    const plain = unzlibSync(text.subarray(0, maxPlainText), { out: new Uint8Array(maxPlainText) });
    return [keyword, new TextDecoder(encoding).decode(plain)];
  } catch {
    return undefined;
  }
}

function ofWebp(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  let at = 12;
  for (let count = 0; count < maxParts && at + 8 <= bytes.length; count++) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (name === 'EXIF') found.addExif(hasAscii(body, 0, 'Exif\0') ? body.subarray(6) : body);
    else if (name === 'XMP ') found.addXmp(body);
    else if (name === 'C2PA') found.addC2pa(body);
    at += 8 + length + (length & 1);
  }
}

/** C2PA has a box of its own; XMP is made to be found wherever it lies. EXIF, an item among others, is left out. */
function ofHeif(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  let at = 0;
  for (let count = 0; count < maxParts && at + 8 <= bytes.length; count++) {
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1) {
      size = Number(view.getBigUint64(at + 8));
      header = 16;
    } else if (size === 0) size = bytes.length - at;
    if (size < header) break;
    const body = bytes.subarray(at + header, Math.min(bytes.length, at + size));
    if (hasAscii(bytes, at + 4, 'uuid') && hasAscii(body, 0, c2paUuid)) {
      // Version and flags, what it is for, a zero, and where more of it lies.
      const end = body.indexOf(0, 20);
      if (end !== -1 && end < 64) found.addC2pa(body.subarray(end + 9));
    }
    at += size;
  }
  const packet = xmpPacket(bytes);
  if (packet) found.addXmp(packet);
}

function xmpPacket(bytes: Uint8Array): Uint8Array | undefined {
  const start = indexOfAscii(bytes, '<x:xmpmeta', 0);
  const end = start === -1 ? -1 : indexOfAscii(bytes, '</x:xmpmeta>', start);
  return end === -1 ? undefined : bytes.subarray(start, end);
}

function indexOfAscii(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  let at = bytes.indexOf(first, from);
  for (let tried = 0; at !== -1 && tried < maxTried; tried++) {
    if (hasAscii(bytes, at, text)) return at;
    at = bytes.indexOf(first, at + 1);
  }
  return -1;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
