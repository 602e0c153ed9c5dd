/** Names what a file is when it is none of the formats that are read, so that the refusal can say it. */

/** Formats told by fixed bytes: at `offset` (0 when absent), these character codes. */
const signatures: readonly { name: string; magic: string; offset?: number }[] = [
  { name: 'a GIF', magic: 'GIF8' },
  { name: 'a TIFF', magic: 'II*\0' },
  { name: 'a TIFF', magic: 'MM\0*' },
  { name: 'a TIFF', magic: 'II+\0' },
  { name: 'a TIFF', magic: 'MM\0+' },
  { name: 'a PDF', magic: '%PDF' },
  { name: 'a JPEG XL', magic: '\xff\x0a' },
  { name: 'a JPEG XL', magic: '\0\0\0\x0cJXL ' },
  { name: 'a JPEG 2000', magic: '\0\0\0\x0cjP  ' },
  { name: 'a JPEG 2000', magic: '\xff\x4f\xff\x51' },
  { name: 'an icon (ICO)', magic: '\0\0\x01\0' },
  { name: 'a Photoshop (PSD)', magic: '8BPS' },
  { name: 'a ZIP', magic: 'PK\x03\x04' },
  { name: 'a gzip', magic: '\x1f\x8b' },
  { name: 'a WebM or Matroska video', magic: '\x1aE\xdf\xa3' },
  { name: 'a QuickTime video', magic: 'moov', offset: 4 },
  { name: 'a BMP', magic: 'BM' },
];

/** Bytes looked at when asking whether a file is text. */
const peekBytes = 512;

/** The name of a foreign format with its article (`a HEIC`, `a text`), to be followed by `file`; or undefined. */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  if (hasAscii(bytes, 4, 'ftyp')) return 'an MP4 or QuickTime video';
  for (const { name, magic, offset = 0 } of signatures) {
    if (hasAscii(bytes, offset, magic)) return name;
  }
  const text = asText(bytes.subarray(0, peekBytes));
  if (text === undefined) return undefined;
  return /<svg[\s>]/i.test(text) ? 'an SVG' : 'a text';
}

/** True when `bytes` hold these character codes (each below 256) at `offset`. */
export function hasAscii(bytes: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** The bytes as text when they can be nothing else. */
function asText(bytes: Uint8Array): string | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return '';
  const printable = bytes.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
  if (!printable) return undefined;
  // A character cut by the peek is no reason to call it binary: up to three bytes may be missing.
  for (let cut = 0; cut < 4 && cut < bytes.length; cut++) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - cut));
    } catch {}
  }
  return undefined;
}
