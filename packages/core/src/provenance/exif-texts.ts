/** The texts of an EXIF block that tell how a picture came about. */

export interface ExifTexts {
  readonly make: string | undefined;
  readonly model: string | undefined;
  readonly software: string | undefined;
  readonly description: string | undefined;
  readonly comment: string | undefined;
  /** Whether an exposure time or an aperture stands there: what cameras write and editors keep. */
  readonly exposure: boolean;
}

const tags = {
  270: 'description',
  271: 'make',
  272: 'model',
  305: 'software',
  37510: 'comment',
} as const;
const exifDirectory = 0x8769;
const exposureTags = [0x829a, 0x829d];
const entryBytes = 12;
/** Entries of a directory, and bytes of a text. */
const maxEntries = 500;
const maxExifText = 4096;

/** Never throws: what is damaged is left out. */
export function exifTexts(tiff: Uint8Array): ExifTexts {
  const found: Partial<Record<(typeof tags)[keyof typeof tags], string>> = {};
  let exposure = false;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = tiff.length < 8 ? 0 : view.getUint16(0);
  const little = order === 0x4949;
  const walk = (directory: number, depth: number) => {
    if (directory + 2 > tiff.length) return;
    const fitting = Math.floor((tiff.length - directory - 2) / entryBytes);
    const entries = Math.min(view.getUint16(directory, little), fitting, maxEntries);
    for (let i = 0; i < entries; i++) {
      const at = directory + 2 + i * entryBytes;
      const tag = view.getUint16(at, little);
      const name = tags[tag as keyof typeof tags];
      const text = name && textAt(tiff, view, at, little, name === 'comment');
      if (name && text !== undefined) found[name] ??= text;
      else if (exposureTags.includes(tag)) exposure = true;
      else if (tag === exifDirectory && depth === 0) walk(view.getUint32(at + 8, little), 1);
    }
  };
  if (order === 0x4949 || order === 0x4d4d) walk(view.getUint32(4, little), 0);
  return {
    make: found.make,
    model: found.model,
    software: found.software,
    description: found.description,
    comment: found.comment,
    exposure,
  };
}

/** Up to four bytes stand in the entry itself; a comment has eight bytes of its encoding's name before it. */
function textAt(
  tiff: Uint8Array,
  view: DataView,
  entry: number,
  little: boolean,
  encoded: boolean,
): string | undefined {
  const type = view.getUint16(entry + 2, little);
  if (type !== 2 && type !== 7 && type !== 129) return undefined;
  const count = view.getUint32(entry + 4, little);
  const from = count <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
  const body = tiff.subarray(from, Math.min(from + count, from + maxExifText));
  if (!encoded) return new TextDecoder().decode(body);
  const name = new TextDecoder('latin1').decode(body.subarray(0, 7));
  const text = body.subarray(8);
  // Writers of UNICODE disagree on the order of its bytes: every other one of plain text is zero.
  return name === 'UNICODE'
    ? new TextDecoder('latin1').decode(text.filter((byte) => byte !== 0))
    : new TextDecoder().decode(text);
}
