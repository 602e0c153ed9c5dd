/** Faces that nothing covers and nobody can make out, and the reasons that are given for what is wrong. */
import type { FindingCode, InspectionReport, Inspector, RgbImage } from '@livephoto/core';
import { createQualityMeter } from '@livephoto/core/calibration';
import { createFileModelSource, createNodeInspector } from '@livephoto/worker-runtime/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bulged,
  cut,
  defocus,
  grey,
  halfDark,
  halvesMoved,
  light,
  mosaic,
  motion,
  moved,
  negative,
  sticker,
  swapped,
  swirled,
  veiled,
  wavy,
  within,
} from './alter.ts';
import { sample, turn } from './photos.ts';

let inspector: Inspector;
/** 672 x 800 pixels, 180 of them between the eyes. */
let selfie: RgbImage;
beforeAll(async () => {
  inspector = await createNodeInspector();
  selfie = (await inspector.inspectDetailed(await sample('selfie'), { inspections: ['faces'] })).image;
});
afterAll(() => inspector?.dispose());

const look = (image: RgbImage) => inspector.inspectPixels(image, { performLivenessCheck: false });
const codes = ({ inspections }: Pick<InspectionReport, 'inspections'>): FindingCode[] =>
  Object.values(inspections).flatMap(({ findings }) => findings.map(({ code }) => code));

describe('a face that cannot be made out', () => {
  it.each([
    ['out of focus, σ 6', defocus(6), 'face_blurred'],
    ['out of focus, σ 16', defocus(16), 'face_blurred'],
    ['moved across by 61', motion(61, 0), 'face_blurred'],
    ['moved down by 45', motion(45, 90), 'face_blurred'],
    ['moved aslant by 45', motion(45, 45), 'face_blurred'],
    ['under a mosaic of 18', mosaic(18), 'face_compressed'],
    ['in a quarter of the light', light(0.25), 'face_too_dark'],
    ['in 18 % of the light, with grain', light(0.18, 6), 'face_too_dark'],
    ['in three times the light', light(3), 'face_overexposed'],
    ['as a negative', negative, 'unnatural_colour'],
    ['with red and blue swapped', swapped, 'unnatural_colour'],
  ] as const)('%s: refused, and why', async (_, alter, code) => {
    const report = await look(alter(selfie));
    expect(codes(report)).toContain(code);
    expect(codes(report).filter((each) => each.endsWith('_obstructed'))).toEqual([]);
    expect(report.accepted).toBe(false);
    expect(report.inspections.obstructions.score).toBeLessThan(50);
  });

  it.each([
    ['under a mosaic of 32', mosaic(32)],
    ['in 8 % of the light', light(0.08)],
    ['in six times the light', light(6)],
  ] as const)('%s: refused, even where nobody sees that it is a face', async (_, alter) => {
    expect((await look(alter(selfie))).accepted).toBe(false);
  });

  it.each([
    ['as it is', (image: RgbImage) => image],
    ['slightly out of focus, σ 1.5', defocus(1.5)],
    ['slightly out of focus, σ 3', defocus(3)],
    ['moved by 7', motion(7, 0)],
    ['with the grain of a webcam', light(1, 12)],
    ['in half the light', light(0.5)],
    ['a little too bright', light(1.3)],
    ['without colour', grey],
  ] as const)('%s: stays accepted', async (_, alter) => {
    const report = await look(alter(selfie));
    expect(codes(report)).toEqual([]);
    expect(report.inspections.obstructions.score).toBeGreaterThanOrEqual(50);
  });
});

describe('the reason', () => {
  it.each([
    [180, 3, /upside down/],
    [90, 8, /a quarter to the left/],
    [270, 6, /a quarter to the right/],
  ] as const)(
    'for a photo turned by %i degrees is the photo, with the turn that mends it',
    async (degrees, orientation, way) => {
      const report = await look(turn(selfie, degrees));
      expect(codes(report)).toEqual(['photo_not_upright']);
      expect(report.image.suggestedOrientation).toBe(orientation);
      expect(report.inspections.orientation.findings[0]!.message).toMatch(way);
    },
  );

  it('for a white veil that lets through a quarter of the light is what lies over the face, not the light', async () => {
    const { inspections, accepted } = await look(veiled(0.25)(selfie));
    expect(accepted).toBe(false);
    expect(codes({ inspections })).not.toContain('face_overexposed');
    expect(codes({ inspections })).toEqual(
      expect.arrayContaining([
        'left_eye_obstructed',
        'right_eye_obstructed',
        'nose_obstructed',
        'mouth_obstructed',
      ]),
    );
    const { findings } = inspections.obstructions;
    for (const { message } of findings) expect(message).toMatch(/whatever lies over your face|covered/);
  });

  it('for a face with one half in a hard shadow is the light, not dark glasses', async () => {
    const report = await look(halfDark(0.49, 0.08)(selfie));
    expect(codes(report)).toContain('uneven_light');
    expect(codes(report).filter((code) => code.endsWith('_obstructed'))).toEqual([]);
    expect(report.accepted).toBe(false);
  });

  it('for a mask with one half in a hard shadow is the mask first, which can be taken off', async () => {
    const { image } = await inspector.inspectDetailed(await sample('masked'), { inspections: ['faces'] });
    const { obstructions } = (await look(halfDark(0.48, 0.08)(image))).inspections;
    expect(obstructions.findings.map(({ code }) => code)).toEqual([
      'nose_obstructed',
      'mouth_obstructed',
      'chin_obstructed',
      'uneven_light',
    ]);
  });

  it('for an upright photo names no turn', async () => {
    expect((await look(selfie)).image).not.toHaveProperty('suggestedOrientation');
  });

  it.each([
    ['the left half', cut(0.5, 0, 1, 1)],
    ['the right half', cut(0, 0, 0.5, 1)],
    ['a third on the left', cut(0.4, 0, 1, 1)],
    ['the chin', cut(0, 0, 1, 0.62)],
  ] as const)('for a face without %s is that it is cropped, not a mask or glasses', async (_, alter) => {
    const report = await look(alter(selfie));
    expect(codes(report)).toContain('face_cropped');
    expect(codes(report).filter((code) => code.endsWith('_obstructed'))).toEqual([]);
  });

  it.each([
    ['a mask in one colour', [40, 60, 160]],
    ['skin, as of a hand', [205, 150, 120]],
    ['black cloth', [15, 15, 15]],
  ] as const)('for %s over nose, mouth and chin is the cover, not a missing face', async (_, colour) => {
    const report = await look(sticker(0.49, 0.73, 0.36, 0.26, colour)(selfie));
    expect(codes(report)).toEqual(
      expect.arrayContaining(['nose_obstructed', 'mouth_obstructed', 'chin_obstructed']),
    );
    expect(codes(report)).not.toContain('face_not_detected');
    expect(report.accepted).toBe(false);
  });

  it.each([
    [
      'both eyes',
      within(0.49, 0.47, 0.36, 0.12, defocus(16)),
      ['left_eye_obstructed', 'right_eye_obstructed'],
    ],
    ['the mouth', within(0.49, 0.72, 0.3, 0.13, defocus(16)), ['mouth_obstructed']],
  ] as const)('for a drop on the lens before %s is the blur of it', async (_, alter, expected) => {
    const { inspections } = await look(alter(selfie));
    expect(codes({ inspections })).toEqual(expected);
    for (const { message, unclear } of inspections.obstructions.findings) {
      expect(message).toContain('clean the lens');
      expect(unclear).toBe(true);
    }
  });

  it.each([
    ['the eyes', 0.47, 0.1, ['left_eye_obstructed', 'right_eye_obstructed']],
    ['the mouth', 0.72, 0.13, ['mouth_obstructed']],
  ] as const)('for a mosaic over %s alone is that part', async (_, y, radius, expected) => {
    const report = await look(within(0.49, y, 0.36, radius, mosaic(20))(selfie));
    expect(codes(report)).toEqual(expected);
  });

  it('for the person’s own cheek over one eye is that eye', async () => {
    const report = await look(within(0.356, 0.455, 0.13, 0.075, moved(-0.05, 0.13))(selfie));
    expect(codes(report)).toEqual(['right_eye_obstructed']);
  });

  it.each([
    ['paper', [245, 245, 240]],
    ['a bandage', [225, 190, 165]],
  ] as const)('for %s over the eyes is the cover, not an effect', async (_, colour) => {
    const report = await look(sticker(0.49, 0.47, 0.38, 0.09, colour)(selfie));
    expect(codes(report)).toEqual(expect.arrayContaining(['left_eye_obstructed', 'right_eye_obstructed']));
    expect(codes(report)).not.toContain('unnatural_colour');
  });

  it.each([
    ['halves moved against each other', halvesMoved(0.49, 63)],
    ['a little less', halvesMoved(0.49, 36)],
    ['a little less, the other half', halvesMoved(0.49, -40)],
    ['the middle swirled', swirled(0.49, 0.58, 270, 75)],
    ['all of it swirled', swirled(0.49, 0.55, 330, 60)],
    ['swirled the other way', swirled(0.49, 0.58, 300, -75)],
    ['swollen around the nose', bulged(0.49, 0.56, 220)],
    ['long waves', wavy(16, 150)],
  ] as const)('for %s is that the eyes cannot be made out', async (_, alter) => {
    const report = await look(alter(selfie));
    expect(report.accepted).toBe(false);
    expect(codes(report)).toEqual(expect.arrayContaining(['left_eye_obstructed', 'right_eye_obstructed']));
    const { findings } = report.inspections.obstructions;
    expect(findings.map(({ message }) => message).join(' ')).not.toMatch(/dark glasses/);
  });

  it.each([
    ['eyes alone', cut(0.22, 0.33, 0.76, 0.61)],
    ['a nose between two eyes', cut(0.35, 0.35, 0.65, 0.65)],
  ] as const)('for %s is that they are too close', async (_, alter) => {
    const report = await look(alter(selfie));
    expect(codes(report)).not.toContain('face_not_detected');
    expect(codes(report)).toEqual(expect.arrayContaining(['face_cropped', 'face_too_close']));
    expect(codes(report).filter((code) => code.endsWith('_obstructed'))).toEqual([]);
  });
});

it('what the cost of quality is taken of measures what the report says', async () => {
  const { report, image, geometry, scale } = await inspector.inspectDetailed(selfie, {
    inspections: ['faces', 'orientation', 'obstructions'],
  });
  const canonical = await createFileModelSource().bytes('canonical-face');
  const measured = createQualityMeter(image, geometry!, scale, canonical)();
  expect(Object.keys(measured).length).toBeGreaterThan(20);
  expect(report.inspections.obstructions.evidence.quality).toMatchObject(measured);
});
