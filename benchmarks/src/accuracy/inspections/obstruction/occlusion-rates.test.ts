import { describe, expect, it } from 'vitest';
import { row, rows } from '../../testing/rows.ts';
import { obstructionMistakes, scoreObstruction } from './occlusion-rates.ts';

const mask = { occlusion: 'mask' };
const photos = [
  ...rows(
    6,
    'obstruction',
    'obstructed',
    { findings: { obstructions: ['mouth_obstructed', 'nose_obstructed'] } },
    mask,
  ),
  row('obstruction', 'obstructed', { findings: { obstructions: ['mouth_obstructed'] } }, mask),
  row('obstruction', 'obstructed', { findings: { obstructions: ['chin_obstructed'] } }, mask),
  row('obstruction', 'obstructed', { obstruction: 88 }, mask),
  row('obstruction', 'obstructed', { faces: 0, findings: { faces: ['face_not_detected'] } }, mask),
  row(
    'obstruction',
    'obstructed',
    { findings: { orientation: ['face_cropped'] } },
    { occlusion: 'cropped', derived: true },
  ),
  ...rows(3, 'obstruction', 'clear', {}, { accessory: 'eyeglasses' }),
  row(
    'obstruction',
    'clear',
    { obstruction: 30, findings: { obstructions: ['left_eye_obstructed'] } },
    { accessory: 'eyeglasses' },
  ),
  row('obstruction', 'clear', { error: 'damaged' }),
  row('obstruction', 'clear', { findings: { orientation: ['face_too_small'] } }),
];

describe('scoreObstruction', () => {
  const { firm, made } = scoreObstruction(photos);

  it('counts photos without a decision as wrong and apart', () => {
    expect(firm?.all.caught).toMatchObject({ hits: 8, total: 10 });
    expect(firm?.all.passed).toMatchObject({ hits: 4, total: 6 });
    expect(firm?.all.balancedAccuracy.value).toBeCloseTo((0.8 + 4 / 6) / 2, 12);
    expect(firm?.all.unanswered).toMatchObject({ hits: 2, total: 16 });
    expect(firm?.all.confusion.counts).toEqual([
      [4, 1, 0, 1],
      [1, 8, 1, 0],
    ]);
  });

  it('tells whether the right region was named', () => {
    expect(firm?.all.occlusions.mask).toMatchObject({
      photos: 10,
      caught: { hits: 8 },
      rightRegion: { hits: 7 },
      everyRegion: { hits: 6 },
      unanswered: { hits: 1 },
      // The photo without a face is refused all the same.
      refused: { hits: 9 },
    });
  });

  it('counts refusals of clear faces by what is worn', () => {
    expect(firm?.all.accessories.eyeglasses).toMatchObject({ photos: 4, refused: { hits: 1, total: 4 } });
    expect(firm?.all.accessories.none).toMatchObject({
      photos: 2,
      refused: { hits: 0 },
      unanswered: { hits: 1 },
    });
  });

  it('takes a cropped face as obstructed whichever inspection says so, and made photos apart', () => {
    expect(made?.all.occlusions.cropped).toMatchObject({ caught: { hits: 1 }, everyRegion: { hits: 1 } });
  });
});

describe('obstructionMistakes', () => {
  it('puts the surest mistakes first and lists what got no answer last', () => {
    expect(obstructionMistakes(photos).map(({ kind }) => kind)).toEqual([
      'obstructed (mask) taken as clear',
      'clear (eyeglasses) taken as obstructed',
      'obstructed (mask) taken as no answer',
      'clear: error',
    ]);
  });

  it('says what was found and what is least visible', () => {
    expect(obstructionMistakes(photos)[1]?.detail).toBe(
      'left_eye_obstructed; least visible: mouth 20, nose 90',
    );
  });
});
