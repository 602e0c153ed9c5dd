import { describe, expect, it } from 'vitest';
import { policies } from '../policy.ts';
import { straightFace } from '../testing/straight-face.ts';
import type { FaceGeometry } from '../vision/landmarks/geometry.ts';
import { passesOrientationClearly, passesQualityClearly, passesVisibilityClearly } from './clear-pass.ts';

const straight: FaceGeometry = { ...straightFace, uncertainty: { yaw: 2, pitch: 5, roll: 1 } };
const { orientation } = policies.default;
const clearly = (change: Partial<FaceGeometry>) =>
  passesOrientationClearly({ ...straight, ...change }, orientation);

describe('orientation', () => {
  it('passes clearly when nothing is near a limit', () => {
    expect(clearly({})).toBe(true);
    expect(clearly({ pose: { yaw: -14.9, pitch: 12.9, roll: -16.9 } })).toBe(true);
  });

  it.each([
    ['turned', { pose: { yaw: -15.1, pitch: 0, roll: 0 } }],
    ['tilted', { pose: { yaw: 0, pitch: 13.1, roll: 0 } }],
    ['leaning', { pose: { yaw: 0, pitch: 0, roll: -17.1 } }],
    ['small', { interEyeDistance: 65 }],
    ['tall', { faceHeight: 0.86 }],
    ['wide', { faceWidth: 0.86 }],
    ['at the edge', { offCentre: 0.31 }],
    ['not all in the picture', { outside: 1 / 468 }],
    ['no numbers', { pose: { yaw: Number.NaN, pitch: 0, roll: 0 } }],
  ])('leaves a doubt of a face that is still accepted, but nearly %s', (_, change) => {
    expect(clearly(change)).toBe(false);
  });

  it('never passes clearly where the limits are narrower than a look is sure', () => {
    expect(passesOrientationClearly(straight, policies.icao.orientation)).toBe(false);
    expect(passesOrientationClearly(straight, { ...orientation, maxYaw: 0 })).toBe(false);
  });
});

describe('quality', () => {
  const asked = { ...policies.default.obstructions.minQuality };
  const all = (value: number) => Object.fromEntries(Object.keys(asked).map((name) => [name, value]));

  it('passes clearly well above what is asked', () => {
    expect(passesQualityClearly(all(65), { minQuality: asked })).toBe(true);
    expect(passesQualityClearly({ ...all(65), sharpness: 64 }, { minQuality: asked })).toBe(false);
  });

  it('leaves a doubt where a component could not be measured, unless nobody asks for it', () => {
    const { leftEyeOpen: _, ...turned } = all(100);
    expect(passesQualityClearly(turned, { minQuality: asked })).toBe(false);
    expect(passesQualityClearly(turned, { minQuality: { ...asked, leftEyeOpen: 0 } })).toBe(true);
    expect(passesQualityClearly({ ...all(100), mouthClosed: 0 }, { minQuality: asked })).toBe(true);
  });
});

describe('visibility', () => {
  const { minVisibility } = policies.default.obstructions;
  const free = { leftEye: 1, rightEye: 1, nose: 1, mouth: 1, chin: 1, forehead: 1, cheeks: 1 };

  it('passes clearly well above what is asked, region by region', () => {
    expect(
      passesVisibilityClearly({ visible: { ...free, forehead: 0, chin: 0.45 } }, { minVisibility }),
    ).toBe(true);
    expect(passesVisibilityClearly({ visible: { ...free, chin: 0.44 } }, { minVisibility })).toBe(false);
    expect(passesVisibilityClearly({ visible: { ...free, leftEye: 0.7 } }, { minVisibility })).toBe(false);
  });

  it('never passes clearly where nearly all has to be visible', () => {
    const strict = { ...minVisibility, nose: 90 };
    expect(passesVisibilityClearly({ visible: free }, { minVisibility: strict })).toBe(false);
  });
});
