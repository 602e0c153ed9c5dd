import { describe, expect, it } from 'vitest';
import { type MadeUpReport, row } from '../../testing/rows.ts';
import { scoreOrientation } from './angle-errors.ts';
import { orientationMistakes } from './orientation-mistakes.ts';

function face(
  nominal: [yaw: number, pitch: number],
  measured?: [yaw: number, pitch: number],
  findings: NonNullable<MadeUpReport['findings']>['orientation'] = [],
) {
  const angles = measured && { yaw: measured[0], pitch: measured[1], roll: 0 };
  return row(
    'orientation',
    'pose',
    { faces: angles ? 1 : 0, ...(angles ? { angles } : {}), findings: { orientation: findings ?? [] } },
    { yaw: nominal[0], pitch: nominal[1], subject: '01' },
  );
}

const photos = [
  face([0, 0], [1, 2]),
  face([15, 0], [12, -2]),
  face([-30, 15], [-28, 10], ['head_turned_right']),
  face([45, -30], [39, -20], ['head_turned_left', 'face_tilted_down']),
  face([45, 60], [30, 30], ['head_turned_left', 'face_tilted_up']),
  // Small: fails, but not for its angle.
  face([60, 0], [18, 0], ['face_too_small']),
  face([75, 0], [25, 0], ['head_turned_left']),
  face([90, 0]),
];

describe('scoreOrientation', () => {
  const figures = scoreOrientation(photos).firm!.all;
  const band = (yaw?: number, pitch?: number) =>
    figures.bands.find((one) => one.yaw === yaw && one.pitch === pitch)!;

  it('gives errors by band of labelled angles', () => {
    // |1|, |−3|, |2|
    expect(band(30, 30)).toMatchObject({ photos: 3, unanswered: 0 });
    expect(band(30, 30).yawErrors.mae.value).toBeCloseTo(2, 10);
    // and |−6|
    expect(band(45, 45).yawErrors.mae.value).toBeCloseTo(3, 10);
    expect(band(45, 45).yawErrors.bias.value).toBeCloseTo((1 - 3 + 2 - 6) / 4, 10);
    expect(band(45, 45).pitchErrors.mae.value).toBeCloseTo((2 + 2 + 5 + 10) / 4, 10);
    // and |−15| at a pitch of 60
    expect(band(45).yawErrors.mae.value).toBeCloseTo(27 / 5, 10);
  });

  it('counts photos without angles, and leaves them out of no band', () => {
    expect(band()).toMatchObject({ photos: 8, unanswered: 1 });
    expect(figures.unanswered).toMatchObject({ hits: 1, total: 8 });
  });

  it('finds turned faces that got through, by their angles alone', () => {
    expect(figures.turnedWithoutFinding).toMatchObject({ hits: 1, total: 5 });
    expect(figures.turnedPassed).toMatchObject({ hits: 0, total: 5 });
    expect(figures.turnedReportedUnder20).toMatchObject({ hits: 1, total: 4 });
    expect(figures.frontalWithoutFinding).toMatchObject({ hits: 2, total: 2 });
  });

  it('shows what is measured at each labelled angle', () => {
    expect(figures.yawSteps.map(({ nominal }) => nominal)).toEqual([-30, 0, 15, 45, 60, 75, 90]);
    expect(figures.yawSteps.find(({ nominal }) => nominal === 45)).toMatchObject({
      photos: 1,
      meanMeasured: 39,
      withoutFinding: { hits: 0, total: 1 },
    });
    expect(figures.yawSteps.at(-1)).toMatchObject({ unanswered: 1, meanMeasured: null });
  });
});

describe('orientationMistakes', () => {
  it('puts turned faces without a finding first, and explains lost ones by their angle', () => {
    expect(orientationMistakes(photos).map(({ kind }) => kind)).toEqual([
      'turned beyond 40° without a finding',
      'no face found beyond yaw 45 or pitch 30',
    ]);
    expect(orientationMistakes([face([15, 0]), face([0, 0], [11, 0])]).map(({ kind }) => kind)).toEqual([
      'no face found within yaw 45, pitch 30',
      'yaw off by 10° or more',
    ]);
  });
});
