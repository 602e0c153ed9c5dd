import { policies } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import { pagesTable } from './capture-rates.ts';
import { pageAnswer, type SeenTake } from './page-answer.ts';

const { motion } = policies.default;
const challenge = { turns: ['left'] } as const;

/** Looks at a head every 100 milliseconds, degrees of yaw beside where it began. */
const seen = (yaws: readonly number[], { yaw = 0, pitch = 0, lost = 0 } = {}): SeenTake => ({
  track: { start: { yaw, pitch }, frames: yaws.map((each, i) => ({ at: 100 * i, yaw: each, pitch: 0 })) },
  lost,
});
const answer = (...take: Parameters<typeof seen>) => pageAnswer(seen(...take), challenge, motion);

describe('pageAnswer', () => {
  it('sends a head that turns far enough and comes back', () => {
    expect(answer([0, 5, 10, 15, 20, 20, 15, 10, 5, 0, 1])).toBe('sent');
  });

  it('asks on whoever turns too little, stops aside, or begins with the chin up', () => {
    expect(answer([0, 5, 10, 15, 15, 10, 5, 0, 1])).toBe('asked on');
    expect(answer([0, 5, 10, 15, 20, 15, 10, 8, 7])).toBe('asked on');
    expect(answer([0, 5, 10, 15, 20, 20, 15, 10, 5, 0, 1], { pitch: 20 })).toBe('asked on');
  });

  it('begins again where looks are missing, the face was lost or turned the other way', () => {
    expect(answer([0, 5, 20, 20, 15, 10, 5, 0, 1])).toBe('begun again');
    expect(answer([0, 5, 10, 15, 20, 20, 15, 10, 5, 0, 1], { lost: 1 })).toBe('begun again');
    expect(answer([0, -5, -10, -15, -10, -5, 0])).toBe('begun again');
    expect(pageAnswer(undefined, challenge, motion)).toBe('begun again');
  });
});

it('counts of what a page sends how much is refused, and of the rest as well', () => {
  const take = { species: 'turn', family: 'genuine', person: 'a', challenge, motion: undefined } as const;
  const table = pagesTable([
    { ...take, page: 'sent', findings: [] },
    { ...take, page: 'sent', findings: ['flat_face_suspected'] },
    { ...take, page: 'asked on', findings: ['turn_not_followed'] },
    { ...take, page: 'begun again', findings: [] },
    { ...take, family: 'flat', findings: [] },
  ]);
  const [turn, all] = table.rows;
  expect(all!.slice(1)).toEqual(turn!.slice(1));
  expect(turn!.slice(0, 3)).toEqual(['turn', '4', '2']);
  expect(turn![3]).toContain('50');
  expect(turn!.slice(4)).toEqual(['1 (1)', '1 (0)']);
});
