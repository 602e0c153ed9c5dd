/** Tells from an ICC profile which colours a picture is in, of the few that cameras write. */
import type { ColorSpace } from '../contract/image-info.ts';
import { hasAscii } from './foreign-formats.ts';

/** X, Y, Z of the light of full red, green and blue, adapted to the white of profiles (D50), as the spaces define them. */
const primaries: Readonly<Record<Exclude<ColorSpace, 'other'>, readonly number[]>> = {
  srgb: [0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7141],
  'display-p3': [0.5151, 0.2412, -0.0011, 0.292, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841],
  'adobe-rgb': [0.6097, 0.3111, 0.0195, 0.2053, 0.6257, 0.0609, 0.1492, 0.0632, 0.7446],
};

/** Profiles differ by roundings and by how they adapt the white; the spaces differ by 0.08 and more. */
const primaryTolerance = 0.01;
/** Light of a middle grey: 0.214 by sRGB's curve, 0.2178 by Adobe RGB's, 0.25 and more by others. */
const middleLight = 0.2155;
const middleTolerance = 0.015;

const headerBytes = 128;
const maxTags = 100;

/**
 * The space of a profile. Anything damaged or unknown, and profiles of tables, are `other`: a wrong profile must not refuse a
 * photo.
 */
export function colorSpaceOf(profile: Uint8Array): ColorSpace {
  if (!hasAscii(profile, 16, 'RGB XYZ ') || !hasAscii(profile, 36, 'acsp')) return 'other';
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const tags = readTags(profile, view);
  const light = ['rXYZ', 'gXYZ', 'bXYZ'].flatMap((name) => readXyz(profile, view, tags.get(name)));
  if (light.length !== 9) return 'other';
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((name) => lightOfMiddle(profile, view, tags.get(name)));
  if (!curves.every((value) => Math.abs(value - middleLight) <= middleTolerance)) return 'other';
  for (const [space, wanted] of Object.entries(primaries)) {
    if (wanted.every((value, index) => Math.abs(value - light[index]!) <= primaryTolerance)) {
      return space as ColorSpace;
    }
  }
  return 'other';
}

/** Where each tag lies: the profile from there on. */
function readTags(profile: Uint8Array, view: DataView): ReadonlyMap<string, number> {
  const tags = new Map<string, number>();
  if (profile.length < headerBytes + 4) return tags;
  const count = Math.min(view.getUint32(headerBytes), maxTags);
  for (let index = 0; index < count; index++) {
    const entry = headerBytes + 4 + index * 12;
    if (entry + 12 > profile.length) break;
    const name = String.fromCharCode(...profile.subarray(entry, entry + 4));
    const offset = view.getUint32(entry + 4);
    if (offset + 12 <= profile.length) tags.set(name, offset);
  }
  return tags;
}

/** Numbers of 16 bits before the point and 16 after it. */
function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65_536;
}

function readXyz(profile: Uint8Array, view: DataView, at: number | undefined): number[] {
  if (at === undefined || !hasAscii(profile, at, 'XYZ ') || at + 20 > profile.length) return [];
  return [8, 12, 16].map((offset) => fixed(view, at + offset));
}

/** Light (0..1) that a curve gives to one half; NaN for none that is known. */
function lightOfMiddle(profile: Uint8Array, view: DataView, at: number | undefined): number {
  if (at === undefined) return Number.NaN;
  if (hasAscii(profile, at, 'curv')) {
    const count = view.getUint32(at + 8);
    const from = at + 12;
    if (count === 0) return 0.5;
    if (from + count * 2 > profile.length) return Number.NaN;
    if (count === 1) return 0.5 ** (view.getUint16(from) / 256);
    return view.getUint16(from + Math.round((count - 1) / 2) * 2) / 65_535;
  }
  if (!hasAscii(profile, at, 'para')) return Number.NaN;
  const kind = view.getUint16(at + 8);
  const count = [1, 3, 4, 5, 7][kind];
  if (count === undefined || at + 12 + count * 4 > profile.length) return Number.NaN;
  const [g = 1, a = 1, b = 0, c = 0] = Array.from({ length: count }, (_, index) =>
    fixed(view, at + 12 + index * 4),
  );
  // One half lies on the curve's power everywhere but in profiles that mean something else.
  const offset = kind === 2 ? c : 0;
  return (a * 0.5 + b) ** g + offset;
}
