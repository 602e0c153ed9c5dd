import { describe, expect, it } from 'vitest';
import { policies } from '../policy.ts';
import { straightFace } from '../testing/straight-face.ts';
import type { FaceGeometry } from '../vision/landmarks/geometry.ts';
import type { HeadPose } from '../vision/landmarks/pose.ts';
import { inspectOrientation } from './orientation.ts';

const policy = policies.default.orientation;
const inspect = (change: Partial<FaceGeometry>) => inspectOrientation({ ...straightFace, ...change }, policy);
const posed = (pose: Partial<HeadPose>) => inspect({ pose: { ...straightFace.pose, ...pose } });
const codesOf = ({ findings }: { findings: readonly { code: string }[] }) => findings.map(({ code }) => code);

describe('inspectOrientation', () => {
  it('passes a straight face, and tells what it measured', () => {
    expect(inspect({ pose: { yaw: 1.26, pitch: -2.04, roll: -0.01 }, interEyeDistance: 119.6 })).toEqual({
      outcome: 'passed',
      // 2 of 20 degrees.
      score: 95,
      findings: [],
      evidence: {
        yaw: 1.3,
        pitch: -2,
        roll: 0,
        uncertainty: { yaw: 1, pitch: 2, roll: 0.5 },
        interEyeDistance: 120,
        limits: { yaw: 20, pitch: 20, roll: 20, interEyeDistance: 60 },
      },
    });
  });

  // Code and message name the person's own side: who faces the picture's right turns to their left.
  it.each([
    ['yaw', 1, 'head_turned_left', /turned to your left: turn it to your right/],
    ['yaw', -1, 'head_turned_right', /turned to your right: turn it to your left/],
    ['pitch', 1, 'face_tilted_up', /tilted back: lower your chin/],
    ['pitch', -1, 'face_tilted_down', /tilted down: raise your chin/],
    ['roll', 1, 'face_rolled', /leans to your left/],
    ['roll', -1, 'face_rolled', /leans to your right/],
  ] as const)('%s: passes at the limit and fails beyond it (sign %i: %s)', (axis, sign, code, message) => {
    expect(posed({ [axis]: sign * 20 }).outcome).toBe('passed');
    const { outcome, score, findings } = posed({ [axis]: sign * 20.1 });
    expect(outcome).toBe('failed');
    expect(findings).toMatchObject([{ code, score: 49, message: expect.stringMatching(message) }]);
    expect(findings[0]!.message).toMatch(/^[A-Z][^?!]*\(20\.1°, at most 20°\)\.$/);
    expect(score).toBe(49);
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
      49,
      /come closer.*\(59 pixels between the eyes, at least 60\)/,
    ],
    ['faceHeight', 0.95, 0.951, 'face_too_close', 49, /farther away/],
    ['offCentre', 0.35, 0.351, 'face_off_centre', 49, /to the middle/],
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
      'head_turned_right',
      'face_tilted_up',
      'face_rolled',
      'face_too_small',
      'face_too_close',
      'face_off_centre',
    ]);
    expect(result.findings.map(({ score }) => score)).toEqual([21, 32, 43, 5, 0, 0]);
    expect(result.score).toBe(0);
  });

  it('follows the policy', () => {
    const turned = { ...straightFace, pose: { yaw: 6, pitch: -12, roll: 9 } };
    const codes = (name: keyof typeof policies) =>
      codesOf(inspectOrientation(turned, policies[name].orientation));
    expect(codes('icao')).toEqual(['head_turned_left', 'face_tilted_down', 'face_rolled']);
    expect(codes('strict')).toEqual([]);
    const much = { ...straightFace, pose: { yaw: 25, pitch: 0, roll: 0 } };
    expect(codesOf(inspectOrientation(much, policy))).toEqual(['head_turned_left']);
    expect(codesOf(inspectOrientation(much, policies.lenient.orientation))).toEqual([]);
  });

  it('calls turned heads by the former code as well, which named the side of the picture', () => {
    expect(posed({ yaw: 30 }).findings[0]).toMatchObject({
      code: 'head_turned_left',
      formerCode: 'face_turned_right',
    });
    expect(posed({ yaw: -30 }).findings[0]).toMatchObject({
      code: 'head_turned_right',
      formerCode: 'face_turned_left',
    });
    expect(posed({ pitch: 30 }).findings[0]).not.toHaveProperty('formerCode');
  });

  it.each([
    [178.5, /upside down/],
    [-180, /upside down/],
    [92, /a quarter to the left/],
    [-88, /a quarter to the right/],
  ])(
    'says of a head that leans by %f degrees that the photo is not upright, and nothing of the head',
    (roll, way) => {
      const result = posed({ roll });
      expect(codesOf(result)).toEqual(['photo_not_upright']);
      expect(result.findings[0]!.message).toMatch(way);
      expect(result.score).toBeLessThan(50);
    },
  );

  it('says both of a head that also leans in a photo that lies on its side', () => {
    expect(codesOf(posed({ roll: 65 }))).toEqual(['photo_not_upright', 'face_rolled']);
    expect(codesOf(posed({ roll: 44 }))).toEqual(['face_rolled']);
  });

  it('tells of the photo before it tells of the head, in the order of the contract', () => {
    const codes = codesOf(posed({ roll: 160, yaw: 40, pitch: -40 }));
    expect(codes).toEqual(
      ['photo_not_upright', 'head_turned_left', 'face_tilted_down', 'face_rolled'].slice(0, codes.length),
    );
    expect(codes.length).toBeGreaterThan(2);
  });

  it('finds a face too close that fills the width of the picture, and not one that is cut off on one side', () => {
    const wide = { faceWidth: 1.1, margins: { ...straightFace.margins, left: -0.05, right: -0.05 } };
    expect(codesOf(inspect(wide))).toEqual(['face_too_close']);
    expect(codesOf(inspect({ ...wide, margins: { ...wide.margins, right: 0.3 } }))).toEqual([]);
  });

  it('scores below 50 exactly what it refuses', () => {
    for (let degrees = 0; degrees <= 90; degrees += 0.1) {
      for (const pose of [{ yaw: degrees }, { pitch: -degrees }]) {
        const { outcome, score } = posed(pose);
        expect(score! < 50).toBe(outcome === 'failed');
      }
    }
  });
});
