import { describe, expect, it } from 'vitest';
import { policies } from '../policy.ts';
import type { FaceGeometry } from '../vision/landmarks/geometry.ts';
import type { HeadPose } from '../vision/landmarks/pose.ts';
import { angleQuality, inspectOrientation } from './orientation.ts';

const policy = policies.default.orientation;
const straight: FaceGeometry = {
  pose: { yaw: 0, pitch: 0, roll: 0 },
  rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  interEyeDistance: 120,
  faceHeight: 0.5,
  offCentre: 0.1,
  outside: 0,
};
const inspect = (change: Partial<FaceGeometry>) => inspectOrientation({ ...straight, ...change }, policy);
const posed = (pose: Partial<HeadPose>) => inspect({ pose: { ...straight.pose, ...pose } });
const codesOf = ({ findings }: { findings: readonly { code: string }[] }) => findings.map(({ code }) => code);

describe('angleQuality', () => {
  it.each([
    [0, 1],
    [30, 0.75],
    [-45, 0.5],
    [60, 0.25],
    [90, 0],
    [135, 0],
    [180, 0],
  ])('of %i degrees is %f, the squared cosine', (degrees, quality) => {
    expect(angleQuality(degrees)).toBeCloseTo(quality, 12);
  });
});

describe('inspectOrientation', () => {
  it('passes a straight face, and tells what it measured', () => {
    expect(inspect({ pose: { yaw: 1.26, pitch: -2.04, roll: -0.01 }, interEyeDistance: 119.6 })).toEqual({
      outcome: 'passed',
      score: 100,
      findings: [],
      evidence: { yaw: 1.3, pitch: -2, roll: 0, interEyeDistance: 120 },
    });
  });

  // The code names the picture's side, the message the person's own: who faces the picture's right turns to their left.
  it.each([
    ['yaw', 1, 'face_turned_right', /turned to your left: turn it to your right/],
    ['yaw', -1, 'face_turned_left', /turned to your right: turn it to your left/],
    ['pitch', 1, 'face_tilted_up', /tilted back: lower your chin/],
    ['pitch', -1, 'face_tilted_down', /tilted down: raise your chin/],
    ['roll', 1, 'face_rolled', /leans to your left/],
    ['roll', -1, 'face_rolled', /leans to your right/],
  ] as const)('%s: passes at the limit and fails beyond it (sign %i: %s)', (axis, sign, code, message) => {
    expect(posed({ [axis]: sign * 20 }).outcome).toBe('passed');
    const { outcome, score, findings } = posed({ [axis]: sign * 20.1 });
    expect(outcome).toBe('failed');
    // cos² 20.1° = 0.882
    expect(findings).toEqual([{ code, score: 88, message: expect.stringMatching(message) }]);
    expect(findings[0]!.message).toMatch(/^[A-Z][^?!]*\(20\.1°, at most 20°\)\.$/);
    expect(score).toBe(88);
  });

  it('decides on the figures that it reports', () => {
    expect(posed({ yaw: 20.04 })).toMatchObject({ outcome: 'passed', evidence: { yaw: 20 } });
    expect(posed({ yaw: 20.06 })).toMatchObject({ outcome: 'failed', evidence: { yaw: 20.1 } });
    expect(inspect({ interEyeDistance: 59.6 })).toMatchObject({
      outcome: 'passed',
      evidence: { interEyeDistance: 60 },
    });
  });

  it.each([
    [
      'interEyeDistance',
      60,
      59,
      'face_too_small',
      98,
      /come closer.*\(59 pixels between the eyes, at least 60\)/,
    ],
    ['faceHeight', 0.95, 0.951, 'face_too_close', 50, /farther away/],
    ['offCentre', 0.35, 0.351, 'face_off_centre', 30, /to the middle/],
  ] as const)('%s: passes at %f, fails at %f', (measure, limit, beyond, code, score, message) => {
    expect(inspect({ [measure]: limit })).toMatchObject({ outcome: 'passed', findings: [] });
    const result = inspect({ [measure]: beyond });
    expect(result.findings).toEqual([{ code, score, message: expect.stringMatching(message) }]);
    expect(result.findings[0]!.message).toMatch(/^[A-Z].*[^.]\.$/);
  });

  it('tells everything at once, and is as good as the worst of it', () => {
    const result = inspect({
      pose: { yaw: -60, pitch: 45, roll: 30 },
      interEyeDistance: 6,
      faceHeight: 2,
      offCentre: 0.5,
    });
    expect(codesOf(result)).toEqual([
      'face_turned_left',
      'face_tilted_up',
      'face_rolled',
      'face_too_small',
      'face_too_close',
      'face_off_centre',
    ]);
    expect(result.findings.map(({ score }) => score)).toEqual([25, 50, 75, 10, 24, 0]);
    expect(result.score).toBe(0);
  });

  it('follows the policy', () => {
    const turned = { ...straight, pose: { yaw: 6, pitch: -12, roll: 9 } };
    const codes = (name: keyof typeof policies) =>
      codesOf(inspectOrientation(turned, policies[name].orientation));
    expect(codes('icao')).toEqual(['face_turned_right', 'face_tilted_down', 'face_rolled']);
    expect(codes('strict')).toEqual([]);
    const much = { ...straight, pose: { yaw: 25, pitch: 0, roll: 0 } };
    expect(codesOf(inspectOrientation(much, policy))).toEqual(['face_turned_right']);
    expect(codesOf(inspectOrientation(much, policies.lenient.orientation))).toEqual([]);
  });
});
