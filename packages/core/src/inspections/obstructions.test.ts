import { describe, expect, it } from 'vitest';
import type { Region } from '../contract/report.ts';
import { resolvePolicy } from '../resolve-policy.ts';
import type { ObstructionMap } from '../vision/obstructions/obstruction-net.ts';
import { mapSide } from '../vision/obstructions/tuning.ts';
import { inspectObstructions } from './obstructions.ts';

const policy = resolvePolicy('default').obstructions;
const face = { interEyeDistance: 120, outside: 0, pose: { yaw: 0 } };

function mapWith(visible: Partial<Record<Region, number>>): ObstructionMap {
  const all = { leftEye: 1, rightEye: 1, nose: 1, mouth: 1, chin: 1, forehead: 1, cheeks: 1 };
  return {
    occlusion: new Float32Array(mapSide * mapSide),
    visible: { ...all, ...visible },
    corners: [
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 50 },
      { x: 0, y: 50 },
    ],
  };
}

describe('inspectObstructions', () => {
  it('passes a bare face with the visibility of every region and the map', () => {
    const result = inspectObstructions(mapWith({ mouth: 0.93 }), face, policy);
    expect(result).toMatchObject({ outcome: 'passed', score: 93, findings: [] });
    expect(result.evidence.regions).toEqual({
      leftEye: 100,
      rightEye: 100,
      nose: 100,
      mouth: 93,
      chin: 100,
      forehead: 100,
      cheeks: 100,
    });
    expect(result.evidence.map).toMatchObject({ width: 32, height: 32 });
    expect(result.evidence.map?.values).toHaveLength(32 * 32);
  });

  it.each([
    [{ nose: 0.1, mouth: 0, chin: 0.1 }, ['nose_obstructed', 'mouth_obstructed', 'chin_obstructed'], 0],
    [{ leftEye: 0.02, rightEye: 0.05 }, ['left_eye_obstructed', 'right_eye_obstructed'], 2],
    [{ rightEye: 0.3 }, ['right_eye_obstructed'], 30],
    [{ chin: 0.1 }, ['chin_obstructed'], 25],
  ])('names what is covered: %j', (visible, codes, score) => {
    const result = inspectObstructions(mapWith(visible), face, policy);
    expect(result.outcome).toBe('failed');
    expect(result.score).toBe(score);
    expect(result.findings.map(({ code }) => code)).toEqual(codes);
    for (const { message } of result.findings) expect(message).toMatch(/^Your .+\.$/);
  });

  it('reports a covered forehead and covered cheeks, and refuses neither', () => {
    const result = inspectObstructions(mapWith({ forehead: 0, cheeks: 0.1 }), face, policy);
    expect(result).toMatchObject({ outcome: 'passed', score: 100 });
    expect(result.evidence.regions).toMatchObject({ forehead: 0, cheeks: 10 });
  });

  it('refuses them under a policy that asks for them', () => {
    const strict = { ...policy, minVisibility: { ...policy.minVisibility, forehead: 50, cheeks: 50 } };
    const result = inspectObstructions(mapWith({ forehead: 0.2, cheeks: 0.4 }), face, strict);
    expect(result.findings.map(({ code }) => code)).toEqual(['cheeks_obstructed', 'forehead_obstructed']);
    expect(result.score).toBe(20);
  });

  it('scores 50 where a region is as visible as the policy asks, whatever it asks', () => {
    for (const asked of [20, 50, 100]) {
      const one = { ...policy, minVisibility: { ...policy.minVisibility, nose: asked } };
      const score = inspectObstructions(mapWith({ nose: asked / 100 }), face, one).score;
      expect(score).toBe(asked === 100 ? 100 : 50);
      expect(inspectObstructions(mapWith({ nose: asked / 100 - 0.02 }), face, one).score).toBeLessThan(50);
    }
  });

  it('draws the line at the policy, and lets what lies on it pass', () => {
    const limit = policy.minVisibility.nose / 100;
    expect(inspectObstructions(mapWith({ nose: limit }), face, policy).outcome).toBe('passed');
    expect(inspectObstructions(mapWith({ nose: limit - 0.01 }), face, policy).outcome).toBe('failed');
  });

  it('says that a face is cropped when too much of it is outside', () => {
    const result = inspectObstructions(mapWith({}), { ...face, outside: 0.2 }, policy);
    expect(result).toMatchObject({ outcome: 'failed', findings: [{ code: 'face_cropped', score: 80 }] });
    expect(inspectObstructions(mapWith({}), { ...face, outside: 0.03 }, policy).outcome).toBe('passed');
  });

  it('skips a face that is too small to tell, with the reason', () => {
    const result = inspectObstructions(mapWith({ mouth: 0 }), { ...face, interEyeDistance: 9.6 }, policy);
    expect(result).toMatchObject({ outcome: 'skipped', findings: [], evidence: {} });
    expect(result.reason).toBe('the face is too small to tell: 10 pixels between the eyes, at least 20');
  });

  it('puts the corners where the original picture has them', () => {
    const corner = (x: number) => ({ x, y: -x });
    const map = { ...mapWith({}), corners: [corner(1.04), corner(2), corner(3), corner(4)] } as const;
    const cornersAt = (scale?: number) =>
      inspectObstructions(map, face, policy, scale).evidence.map?.corners.map(({ x, y }) => [x, y]);
    expect(cornersAt()).toEqual([1, 2, 3, 4].map((x) => [x, -x]));
    expect(cornersAt(0.5)).toEqual([2.1, 4, 6, 8].map((x) => [x, -x]));
  });

  it.each([
    [60, { leftEye: 0.1, nose: 0.2 }, 'leftEye'],
    [-60, { rightEye: 0.1, nose: 0.2 }, 'rightEye'],
  ] as const)('leaves to orientation what is turned away at a yaw of %d°', (yaw, visible, eye) => {
    const turned = { ...face, pose: { yaw } };
    const bare = inspectObstructions(mapWith(visible), turned, policy);
    expect(bare).toMatchObject({ outcome: 'passed', findings: [] });
    expect(bare.evidence.regions).not.toHaveProperty(eye);
    expect(bare.evidence.regions).not.toHaveProperty('nose');
    const masked = inspectObstructions(mapWith({ ...visible, mouth: 0, chin: 0 }), turned, policy);
    expect(masked.findings.map(({ code }) => code)).toEqual(['mouth_obstructed', 'chin_obstructed']);
    const nearer = eye === 'leftEye' ? { rightEye: 0 } : { leftEye: 0 };
    expect(inspectObstructions(mapWith({ ...visible, ...nearer }), turned, policy).outcome).toBe('failed');
  });
});
