/** Tells from an ICC profile which colours a picture is in, of the few that cameras write. */
import type { ColorReading, ColorSpace } from '../contract/image-info.ts';
import { hasAscii } from './foreign-formats.ts';
import { profileName } from './profile-name.ts';

/** X, Y, Z of the light of full red, green and blue, adapted to the white of profiles (D50), as the spaces define them. */
const primaries: Readonly<Record<Exclude<ColorSpace, 'other'>, readonly number[]>> = {
  srgb: [0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7141],
  'display-p3': [0.5151, 0.2412, -0.0011, 0.292, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841],
  'adobe-rgb': [0.6097, 0.3111, 0.0195, 0.2053, 0.6257, 0.0609, 0.1492, 0.0632, 0.7446],
};

/** Profiles differ by roundings and by how they adapt the white; the spaces differ by 0.08 and more. */
const primaryTolerance = 0.01;
/** Light (0..1) by which a curve may differ from the space's own, which are all near a power of 2.2. */
const curveTolerance = 0.015;
const curveSteps = 16;
/** Tags that programs go by instead of primaries and curves. */
const tables = ['A2B0', 'A2B1', 'A2B2', 'D2B0', 'D2B1', 'D2B2', 'D2B3', 'cicp'];

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
  if (tags === undefined || tables.some((name) => tags.has(name))) return 'other';
  const light = ['rXYZ', 'gXYZ', 'bXYZ'].flatMap((name) => readXyz(profile, view, tags.get(name)));
  if (light.length !== 9) return 'other';
  for (const name of ['rTRC', 'gTRC', 'bTRC']) {
    const curve = readCurve(profile, view, tags.get(name));
    for (let step = 0; step <= curveSteps; step++) {
      const value = step / curveSteps;
      if (!(Math.abs(curve(value) - srgbLight(value)) <= curveTolerance)) return 'other';
    }
  }
  for (const [space, wanted] of Object.entries(primaries)) {
    if (wanted.every((value, index) => Math.abs(value - light[index]!) <= primaryTolerance)) {
      return space as ColorSpace;
    }
  }
  return 'other';
}

/** The space of a profile, and its name where that is no help. */
export function readProfile(profile: Uint8Array): ColorReading {
  const colorSpace = colorSpaceOf(profile);
  return colorSpace === 'other' ? { colorSpace, ignoredProfile: profileName(profile) } : { colorSpace };
}

/** Where each tag lies, of several the first; undefined for more than anybody writes. */
function readTags(profile: Uint8Array, view: DataView): ReadonlyMap<string, number> | undefined {
  const tags = new Map<string, number>();
  if (profile.length < headerBytes + 4) return tags;
  const count = view.getUint32(headerBytes);
  if (count > maxTags) return undefined;
  for (let index = 0; index < count; index++) {
    const entry = headerBytes + 4 + index * 12;
    if (entry + 12 > profile.length) break;
    const name = String.fromCharCode(...profile.subarray(entry, entry + 4));
    const offset = view.getUint32(entry + 4);
    if (offset + 12 <= profile.length && !tags.has(name)) tags.set(name, offset);
  }
  return tags;
}

/** sRGB's curve, which Display P3 has too; Adobe RGB's is nowhere further from it than the tolerance. */
function srgbLight(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Numbers of 16 bits before the point and 16 after it. */
function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65_536;
}

function readXyz(profile: Uint8Array, view: DataView, at: number | undefined): number[] {
  if (at === undefined || !hasAscii(profile, at, 'XYZ ') || at + 20 > profile.length) return [];
  return [8, 12, 16].map((offset) => fixed(view, at + offset));
}

type Curve = (value: number) => number;
const unknownCurve: Curve = () => Number.NaN;

/** Value (0..1) to light (0..1); NaN for a curve that is damaged or of an unknown kind. */
function readCurve(profile: Uint8Array, view: DataView, at: number | undefined): Curve {
  if (at === undefined) return unknownCurve;
  if (hasAscii(profile, at, 'curv')) {
    const count = view.getUint32(at + 8);
    const from = at + 12;
    if (count === 0) return (value) => value;
    if (from + count * 2 > profile.length) return unknownCurve;
    if (count === 1) return (value) => value ** (view.getUint16(from) / 256);
    return (value) => view.getUint16(from + Math.round((count - 1) * value) * 2) / 65_535;
  }
  if (!hasAscii(profile, at, 'para')) return unknownCurve;
  const kind = view.getUint16(at + 8);
  const count = [1, 3, 4, 5, 7][kind];
  if (count === undefined || at + 12 + count * 4 > profile.length) return unknownCurve;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: count }, (_, index) =>
    fixed(view, at + 12 + index * 4),
  );
  if (kind === 0) return (value) => value ** g;
  if (kind <= 2) {
    const offset = kind === 2 ? c : 0;
    return (value) => (a * value + b < 0 ? offset : (a * value + b) ** g + offset);
  }
  return (value) => (value >= d ? (a * value + b) ** g + e : c * value + f);
}
