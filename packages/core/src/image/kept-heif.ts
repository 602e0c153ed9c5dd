/** A HEIC or AVIF up to its picture's last box, with colours that are not applied named as what they are read as: sRGB. */
import { colorSpaceOf } from './color-space.ts';
import { boxesOf, child, isProfile, spaceOfCode } from './heif-header.ts';

/** Boxes that pictures lie in; films of telephones follow them. */
const pictureBoxes = ['ftyp', 'meta', 'mdat', 'idat'];
const free = [0x66, 0x72, 0x65, 0x65];

/** Numbers of ITU-T H.273: primaries and curve of sRGB. */
const srgbPrimaries = 1;
const srgbCurve = 13;

/** @throws {Damage} or RangeError for boxes that cannot be followed. */
export function keptHeif(bytes: Uint8Array): Uint8Array {
  let end = 0;
  for (const box of boxesOf(bytes, 0)) if (pictureBoxes.includes(box.type)) end = box.end;
  if (end === 0) return bytes;
  // Nothing moves: boxes say where in the file their data lie.
  const kept = bytes.slice(0, Math.min(end, bytes.length));
  let isChanged = kept.length !== bytes.length;
  const change = (target: Uint8Array, values: readonly number[]) => {
    target.set(values);
    isChanged = true;
  };
  const top = [...boxesOf(kept, 0)];
  for (const { type, name } of top) if (type === 'moov') change(name, free);
  const meta = top.find(({ type }) => type === 'meta');
  if (!meta) return bytes;
  for (const { type, name, body } of boxesOf(child(child(meta.body, 4, 'iprp'), 0, 'ipco'), 0)) {
    if (type !== 'colr') continue;
    if (isProfile(body)) {
      if (colorSpaceOf(body.subarray(4)) === 'other') change(name, free);
      continue;
    }
    if (body.length < 10) continue;
    if (spaceOfCode(body) === 'other') change(body.subarray(4, 8), [0, srgbPrimaries, 0, srgbCurve]);
  }
  return isChanged ? kept : bytes;
}
