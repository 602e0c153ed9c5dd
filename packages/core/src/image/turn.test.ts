import { describe, expect, it } from 'vitest';
import type { ExifOrientation } from '../contract/image-info.ts';
import { quarterTurns, turnedOrientation } from './turn.ts';

describe('quarter turns', () => {
  it('bring a head nearest to upright', () => {
    expect([0, 40, -40].map(quarterTurns)).toEqual([0, 0, 0]);
    // Tilted clockwise, it is turned back.
    expect([90, 60, 130].map(quarterTurns)).toEqual([3, 3, 3]);
    expect([-90, -50].map(quarterTurns)).toEqual([1, 1]);
    expect([180, -180, 178.5, -150].map(quarterTurns)).toEqual([2, 2, 2, 2]);
  });
});

describe('the orientation of a turned photo', () => {
  type Rows = readonly (readonly number[])[];
  const stored: Rows = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const mirrored = (rows: Rows): Rows => rows.map((row) => [...row].reverse());
  /** A quarter turn, clockwise, as often as asked for. */
  const turned = (rows: Rows, times: number): Rows =>
    times === 0
      ? rows
      : turned(
          rows[0]!.map((_, x) => rows.map((row) => row[x]!).reverse()),
          times - 1,
        );
  /** What the EXIF standard says of each tag: mirrored or not, then turned. */
  const shown: Readonly<Record<ExifOrientation, Rows>> = {
    1: stored,
    2: mirrored(stored),
    3: turned(stored, 2),
    4: turned(mirrored(stored), 2),
    5: turned(mirrored(stored), 3),
    6: turned(stored, 1),
    7: turned(mirrored(stored), 1),
    8: turned(stored, 3),
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('%i shows what turning the shown photo shows', (orientation) => {
    for (const turns of [0, 1, 2, 3]) {
      expect(shown[turnedOrientation(orientation, turns)]).toEqual(turned(shown[orientation], turns));
    }
  });
});
