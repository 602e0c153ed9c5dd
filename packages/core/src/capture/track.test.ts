import { expect, it } from 'vitest';
import { defaultMotionPolicy } from '../motion-policy.ts';
import { limitsFor, seenTurns } from './track.ts';

const turnsOf = (...angles: readonly (readonly [yaw: number, pitch: number])[]) =>
  seenTurns(
    angles.map(([yaw, pitch]) => ({ yaw, pitch })),
    defaultMotionPolicy,
  ).map(({ direction, returned }) => (returned ? direction : `${direction} and not back`));

it('reads turns to the sides and up, each out and back', () => {
  expect(turnsOf([0, 0], [10, 0], [20, 2], [9, 1], [1, 0], [0, 6], [1, 15], [0, 3], [0, 0])).toEqual([
    'left',
    'up',
  ]);
  expect(turnsOf([0, 0], [-16, 0], [0, 0])).toEqual(['right']);
  // The mesh sees somebody who came back from above as high as this.
  expect(turnsOf([0, 0], [1, 16], [-5, 5.9])).toEqual(['up']);
});

it('takes a head that turns aside and looks up with it for turned aside', () => {
  expect(turnsOf([0, 0], [20, 18], [0, 0])).toEqual(['left']);
});

it('takes who wavers for turned once, and sees who did not come back', () => {
  expect(turnsOf([0, 0], [20, 0], [2, 0], [19, 0], [1, 0])).toEqual(['left']);
  expect(turnsOf([0, 0], [20, 0])).toEqual(['left and not back']);
  expect(turnsOf([0, 0], [20, 0], [-20, 0], [0, 0])).toEqual(['left and not back', 'right']);
});

it('sees no turn in what hardly moves', () => {
  expect(turnsOf([0, 0], [8, 3], [-7, 4], [0, -9])).toEqual([]);
});

it('takes a jump of the pitch on the way to a side for no turn up', () => {
  expect(turnsOf([0, 0], [5, -3], [7, 11], [14, 4], [15, 3], [7, 10], [4, -2], [0, 0])).toEqual(['left']);
});

it('takes a chin that wanders for no turn where none up is asked for, and for one where it is', () => {
  // A head in the dark, which was asked to its right and to its left.
  const dark = [0, -12, -21, -12, -4, 9, 16, 10, 7, 1, -1].map((yaw, i) => ({
    yaw,
    pitch: i < 10 ? 4 : 7.1,
  }));
  const way = (...pitches: number[]) => pitches.map((pitch) => ({ yaw: 0, pitch }));
  const seen = (turns: Parameters<typeof limitsFor>[0], angles = dark) =>
    seenTurns(angles, limitsFor(turns, defaultMotionPolicy)).map(({ direction }) => direction);
  expect(seen(['right', 'left'])).toEqual(['right', 'left']);
  expect(seen(['right', 'left', 'up'])).toEqual(['right', 'left', 'up']);
  // Nor after the last turn, or while a turn to a side comes next.
  expect(seen(['up', 'left'], [...way(0, 9, 15, 9, 1), ...dark.slice(5)])).toEqual(['up', 'left']);
  expect(seen(['left', 'up'], [...way(0, 7, 8, 7, 1), ...dark.slice(5), ...way(3, 9, 15, 2)])).toEqual([
    'left',
    'up',
  ]);
  const nodded = [...dark, { yaw: 0, pitch: 12 }, { yaw: 0, pitch: 0 }];
  expect(seen(['right', 'left'], nodded)).toEqual(['right', 'left', 'up']);
});
