/** Eyes of drawn faces, at one height and not. */
import { describe, expect, it } from 'vitest';
import { createPixelKernel } from '../sampling/pixel-kernel.ts';
import { eyeLevel } from './eye-level.ts';
import { withLevel } from './region-detail.ts';
import { maxEyeStep, minLevelGain, pictureSide as side } from './tuning.ts';

/** Where the eyes of an aligned face lie. */
const eyes = { left: 126, right: 66, row: 68 };

/** Two dark eyes under brows on skin; the person's left one lies `lower` pixels lower, and light comes from one side. */
function face(lower: number, light = (_x: number) => 1) {
  const drawn = (x: number, y: number) => {
    const isLeft = x >= side / 2;
    const across = Math.abs(x - (isLeft ? eyes.left : eyes.right));
    const down = y - eyes.row - (isLeft ? lower : 0);
    const iris = across * across + 2 * down * down < 90;
    const brow = across < 16 && Math.abs(down + 16 - across / 8) < 3;
    return (iris ? 40 : brow ? 80 : 180) * light(x);
  };
  const smooth = Float64Array.from({ length: side * side }, (_, i) => drawn(i % side, Math.floor(i / side)));
  return { rgb: new Float32Array(), kernel: createPixelKernel(), luminance: smooth, smooth };
}

const isAbove = ({ step, gain }: ReturnType<typeof eyeLevel>) => step > maxEyeStep && gain > minLevelGain;

describe('the height of the eyes', () => {
  it.each([-14, -8, 8, 14])('of a face with one eye %i pixels lower differs by so much', (lower) => {
    const seen = eyeLevel(face(lower));
    expect(seen.step).toBeCloseTo(Math.abs(lower) / 60, 1);
    expect(isAbove(seen)).toBe(true);
  });

  it.each([
    ['as it is', face(0)],
    ['with one brow a little higher', face(2)],
    ['with light from one side', face(0, (x) => 0.3 + (0.7 * x) / side)],
    ['of which one half is in a hard shadow', face(0, (x) => (x < side / 2 ? 0.25 : 1))],
  ])('is one in a face %s', (_, picture) => {
    expect(isAbove(eyeLevel(picture))).toBe(false);
  });

  it.each([
    ['nothing', 90],
    ['no numbers', Number.NaN],
    ['numbers without bounds', 1e300],
  ])('is one where there are no eyes: %s', (_, value) => {
    const picture = face(0);
    picture.smooth.fill(value);
    expect(eyeLevel(picture)).toEqual({ step: 0, gain: 0 });
  });
});

describe('eyes at two heights', () => {
  const detail = { leftEye: 90, rightEye: 20, nose: 80, mouth: 70 };

  it('are neither to be made out, and say nothing of other regions', () => {
    const open = { nose: 1, mouth: 0.9 };
    expect(withLevel(detail, 30, open)).toEqual({ ...detail, leftEye: 30, rightEye: 20 });
    expect(withLevel({}, 30, open)).toEqual({ leftEye: 30, rightEye: 30 });
    expect(withLevel(detail, undefined, open)).toBe(detail);
  });

  it.each([
    { nose: 0.2, mouth: 1 },
    { nose: 1, mouth: 0 },
  ])('are none over what covers the face: %j', (visible) => {
    expect(withLevel(detail, 0, visible)).toBe(detail);
  });
});
