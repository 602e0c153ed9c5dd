import { describe, expect, it } from 'vitest';
import { policies } from '../policy.ts';
import { judgeMotion } from './judge-motion.ts';
import type { MeasuredMotion, MeasuredTurn } from './measure-motion.ts';

const policy = policies.default.motion;
const challenge = { turns: ['left'] } as const;

const head: MeasuredTurn = {
  direction: 'left',
  frames: [2, 3],
  returned: true,
  angle: 21,
  parallax: 0.22,
  shape: 0.7,
  width: 1,
  depth: 1.1,
  relief: 0.9,
};
const step = {
  milliseconds: 150,
  yaw: 6,
  pitch: 0,
  likeness: 0.96,
  scene: 0.99,
  shape: 0.02,
  difference: 0.07,
  exposure: 1,
};

/** A head that turns to its left and back, but for what is told. */
function moved(
  turn: Partial<MeasuredTurn> = {},
  change: Partial<typeof step> = {},
  beside: { readonly ends?: object; readonly still?: object } = {},
): MeasuredMotion {
  const yaws = [0, 9, 18, 21, 9, 0];
  return {
    start: { yaw: 1, pitch: 2 },
    frames: yaws.map((yaw, i) => ({ at: 150 * i, yaw, pitch: 0, residual: 0.05, shape: 0.02, width: 1 })),
    steps: yaws.slice(1).map((_, i) => (i === 1 ? { ...step, ...change } : step)),
    noise: 0.006,
    ends: { yaw: 1, pitch: 1, likeness: 0.97, shape: 0.01, ...beside.ends },
    still: { yaw: 1, pitch: 0, likeness: 0.98, shape: 0.01, ...beside.still },
    turns: [{ ...head, ...turn }],
    apart: [0.09, 0.1],
  };
}

const codes = (motion: MeasuredMotion, limits = policy) =>
  judgeMotion(motion, challenge, limits).findings.map(({ code }) => code);

describe('judgeMotion', () => {
  it('passes what heads of real pictures and of the real film show at worst', () => {
    expect(codes(moved())).toEqual([]);
    expect(codes(moved({ width: 0.966, relief: 0.375, depth: 0.6 }))).toEqual([]);
    expect(codes(moved({ angle: 17, parallax: 0.188 }))).toEqual([]);
    expect(codes(moved({}, { likeness: 0.83, shape: 0.035 }))).toEqual([]);
    // A mouth that speaks for twenty seconds.
    expect(codes(moved({}, {}, { ends: { likeness: 0.92, shape: 0.03 } }))).toEqual([]);
  });

  it('finds what gets narrow as a sheet does, though it turns as far as a head and shows depth', () => {
    expect(codes(moved({ width: 0.942 }))).toEqual(['flat_face_suspected']);
    expect(codes(moved({ width: 0.924, depth: 0.77, relief: 0.77 }))).toEqual(['flat_face_suspected']);
    expect(codes(moved({ width: 0.941, depth: 1.43, relief: 0.92 }))).toEqual(['flat_face_suspected']);
  });

  it("lets a face be narrower on one side where its relief is a head's beyond doubt, and no narrower than that", () => {
    expect(codes(moved({ width: 0.935, depth: 1.53, relief: 1.41 }))).toEqual([]);
    expect(codes(moved({ width: 0.931, depth: 2.68, relief: 2.36 }))).toEqual(['flat_face_suspected']);
  });

  it('finds another face from one frame to the next, by its looks or by its shape', () => {
    expect(codes(moved({}, { likeness: 0.73 }))).toEqual(['different_faces']);
    expect(codes(moved({}, { likeness: 0.9, shape: 0.09 }))).toEqual(['different_faces']);
    expect(codes(moved({}, {}, { ends: { likeness: 0.86, shape: 0.03 } }))).toEqual(['different_faces']);
    expect(codes(moved({}, {}, { still: { likeness: 0.86, shape: 0.04 } }))).toEqual(['different_faces']);
  });

  it('lets a face change with the degrees that it turns by, and not without', () => {
    const change = { likeness: 0.8, shape: 0.03 };
    expect(codes(moved({}, { yaw: 8, ...change }))).toEqual([]);
    expect(codes(moved({}, { yaw: 4, ...change }))).toEqual(['different_faces']);
    expect(codes(moved({}, { yaw: 0, pitch: 6, ...change }))).toEqual(['different_faces']);
  });

  it('asks for relief of every turn, unless a policy says of which', () => {
    for (const angle of [17, 24, 35]) {
      expect(codes(moved({ angle, relief: 0.2 }))).toEqual(['flat_face_suspected']);
      expect(codes(moved({ angle, relief: 0.34 }))).toEqual([]);
      expect(codes(moved({ angle, relief: 0.2 }), { ...policy, reliefTurn: 0 })).toEqual([]);
    }
  });
});
