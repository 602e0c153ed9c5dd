/** Writes ICC profiles of a matrix and a curve, for tests only. */
import { ascii } from './jpeg-writer.ts';

/** X Y Z of full red, green and blue under D50, by the definition of each space. */
const primaries: Readonly<Record<string, readonly number[]>> = {
  srgb: [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.7141],
  'display-p3': [0.51512, 0.2412, -0.00105, 0.29198, 0.69225, 0.04189, 0.1571, 0.06657, 0.78407],
  'adobe-rgb': [0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457],
  prophoto: [0.79767, 0.28804, 0, 0.13519, 0.71188, 0, 0.03134, 0.00009, 0.82491],
};

/** @param curve The tag's body: sRGB's parameters when absent. */
export function iccProfile(space: string, curve: readonly number[] = srgbCurve): Uint8Array {
  const colors = primaries[space]!;
  const tags = ['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'];
  const first = 128 + 4 + tags.length * 12;
  const curveAt = first + 60;
  const profile = new Uint8Array(curveAt + curve.length);
  const view = new DataView(profile.buffer);
  view.setUint32(0, profile.length);
  profile.set(ascii('mntrRGB XYZ '), 12);
  profile.set(ascii('acsp'), 36);
  view.setUint32(128, tags.length);
  tags.forEach((name, index) => {
    const entry = 132 + index * 12;
    profile.set(ascii(name), entry);
    view.setUint32(entry + 4, index < 3 ? first + index * 20 : curveAt);
    view.setUint32(entry + 8, index < 3 ? 20 : curve.length);
    if (index > 2) return;
    profile.set(ascii('XYZ '), first + index * 20);
    for (let axis = 0; axis < 3; axis++) {
      view.setInt32(first + index * 20 + 8 + axis * 4, Math.round(colors[index * 3 + axis]! * 65_536));
    }
  });
  profile.set(curve, curveAt);
  return profile;
}

const fixed = (value: number) => [24, 16, 8, 0].map((shift) => (Math.round(value * 65_536) >> shift) & 255);

export const srgbCurve: readonly number[] = [
  ...ascii('para\0\0\0\0\0\x03\0\0'),
  ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].flatMap(fixed),
];

/** One exponent, in 256ths. */
export function gammaCurve(gamma: number): readonly number[] {
  const value = Math.round(gamma * 256);
  return [...ascii('curv\0\0\0\0\0\0\0\x01'), value >> 8, value & 255];
}
