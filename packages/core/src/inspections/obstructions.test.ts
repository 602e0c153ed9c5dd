import { describe, expect, it } from 'vitest';
import type { Region } from '../contract/report.ts';
import { resolvePolicy } from '../resolve-policy.ts';
import type { ObstructionMap } from '../vision/obstructions/obstruction-net.ts';
import { mapSide } from '../vision/obstructions/tuning.ts';
import { inspectObstructions } from './obstructions.ts';

const policy = resolvePolicy('default').obstructions;
const face = { interEyeDistance: 120, outside: 0, pose: { yaw: 0 } };

function mapWith(
  visible: Partial<Record<Region, number>>,
  inside: Partial<Record<Region, number>> = {},
): ObstructionMap {
  const all = { leftEye: 1, rightEye: 1, nose: 1, mouth: 1, chin: 1, forehead: 1, cheeks: 1 };
  return {
    occlusion: new Float32Array(mapSide * mapSide),
    visible: { ...all, ...visible },
    inside: { ...all, ...inside },
    face: new Uint8Array(mapSide * mapSide).fill(1),
    odd: 0,
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

  it('counts a region that is blurred alone as not visible, and names the lens where nothing covers it', () => {
    const detail = { leftEye: 30, rightEye: 100, nose: 55, mouth: 20 };
    const result = inspectObstructions(mapWith({ mouth: 0.1 }), face, policy, 1, { leftEyeOpen: 10 }, detail);
    expect(result.evidence.regions).toMatchObject({ leftEye: 30, rightEye: 100, nose: 55, mouth: 10 });
    expect(result.findings.map(({ code }) => code)).toEqual(['left_eye_obstructed', 'mouth_obstructed']);
    expect(result.findings[0]!.message).toMatch(/left eye cannot be made out: .*clean the lens/);
    expect(result.findings[1]!.message).toMatch(/mask/);
    expect(result.findings.map(({ unclear }) => unclear)).toEqual([true, undefined]);
  });

  it('takes what is blurred beside a cover for a part of it: the other glass, the rest of a mask', () => {
    const detail = { leftEye: 30, rightEye: 100, nose: 20, mouth: 20 };
    const told = (visible: Partial<Record<Region, number>>) =>
      inspectObstructions(mapWith(visible), face, policy, 1, {}, detail).findings.map(
        ({ code, unclear }) => `${code}${unclear ? ' unclear' : ''}`,
      );
    const lower = ['nose_obstructed', 'mouth_obstructed'];
    const blurred = lower.map((code) => `${code} unclear`);
    const eyes = ['left_eye_obstructed', 'right_eye_obstructed'];
    expect(told({ rightEye: 0.1 })).toEqual([...eyes, ...blurred]);
    expect(told({ chin: 0.1 })).toEqual(['left_eye_obstructed unclear', ...lower, 'chin_obstructed']);
  });

  it('takes an eye on the dark half of a face for one in a hard shadow, once, and not for a covered one', () => {
    const told = (visible: Partial<Record<Region, number>>, illuminationUniformity: number, asked = policy) =>
      inspectObstructions(mapWith(visible), face, asked, 1, { illuminationUniformity });
    const codes = (...of: Parameters<typeof told>) => told(...of).findings.map(({ code }) => code);
    const dark = { leftEye: 0.1, mouth: 0.4 };
    expect(codes(dark, 5)).toEqual(['uneven_light']);
    expect(codes(dark, 5, resolvePolicy('icao').obstructions)).toEqual(['uneven_light']);
    expect(told(dark, 5)).toMatchObject({ outcome: 'failed', score: 10 });
    const mask = { leftEye: 0.2, nose: 0.01, mouth: 0, chin: 0.02, cheeks: 0.2 };
    const maskCodes = ['nose_obstructed', 'mouth_obstructed', 'chin_obstructed', 'uneven_light'];
    expect(codes(mask, 5)).toEqual(maskCodes);
    expect(codes({ ...mask, chin: 0.12 }, 5)).toEqual(['uneven_light']);
    expect(codes(dark, 62)).toEqual(['left_eye_obstructed', 'mouth_obstructed']);
    expect(codes({ leftEye: 0.1, rightEye: 0.1 }, 5)).toEqual([
      'left_eye_obstructed',
      'right_eye_obstructed',
    ]);
    expect(codes({ mouth: 0.1 }, 5)).toEqual(['mouth_obstructed']);
    // The farther eye of a turned head is out of sight whatever the light is.
    const turned = { ...face, pose: { yaw: 60 } };
    const masked = mapWith({ leftEye: 0.1, mouth: 0.1 });
    const { findings } = inspectObstructions(masked, turned, policy, 1, { illuminationUniformity: 5 });
    expect(findings.map(({ code }) => code)).toEqual(['mouth_obstructed']);
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
    expect(result).toMatchObject({ outcome: 'failed', findings: [{ code: 'face_cropped', score: 42 }] });
    expect(inspectObstructions(mapWith({}), { ...face, outside: 0.03 }, policy).outcome).toBe('passed');
  });

  it('gives no advice on masks and glasses for what lies outside of the picture', () => {
    const half = mapWith({ rightEye: 0, nose: 0.2, mouth: 0.2 }, { rightEye: 0, nose: 0.3, mouth: 0.4 });
    const codes = (map: ObstructionMap, outside: number) =>
      inspectObstructions(map, { ...face, outside }, policy).findings.map(({ code }) => code);
    expect(codes(half, 0.5)).toEqual(['face_cropped']);
    const masked = mapWith({ rightEye: 0, mouth: 0.1 }, { rightEye: 0 });
    expect(codes(masked, 0.5)).toEqual(['mouth_obstructed', 'face_cropped']);
  });

  it('shows no cover beside the face', () => {
    const map = mapWith({});
    map.occlusion.fill(1);
    map.face.fill(0);
    map.face[5] = 1;
    const { values } = inspectObstructions(map, face, policy).evidence.map!;
    expect(values[5]).toBe(100);
    expect(values.reduce((sum, value) => sum + value)).toBe(100);
  });

  it('tells the limits that it decides by', () => {
    const { limits } = inspectObstructions(mapWith({}), face, policy).evidence;
    expect(limits?.regions).toEqual({ leftEye: 50, rightEye: 50, nose: 50, mouth: 50, chin: 20 });
    expect(limits?.quality).not.toHaveProperty('mouthClosed');
    expect(limits?.quality).toMatchObject({ sharpness: 50 });
  });

  it.each([
    [{ sharpness: 20 }, ['face_blurred']],
    [{ underExposurePrevention: 10, sharpness: 20 }, ['face_too_dark', 'face_blurred']],
    [{ overExposurePrevention: 49 }, ['face_overexposed']],
    [{ compressionArtifacts: 3 }, ['face_compressed']],
    [{ naturalColour: 3 }, ['unnatural_colour']],
    [{ leftEyeOpen: 3 }, ['left_eye_closed']],
    [{ leftEyeOpen: 3, rightEyeOpen: 30 }, ['left_eye_closed', 'right_eye_closed']],
    // Of a face that cannot be made out, nobody knows whether its eyes are closed.
    [{ sharpness: 20, leftEyeOpen: 3 }, ['face_blurred']],
    [{ sharpness: 50, leftEyeOpen: 50, mouthClosed: 0, illuminationUniformity: 0, noise: 0 }, []],
  ])('refuses what cannot be made out: %j', (quality, codes) => {
    const result = inspectObstructions(mapWith({}), face, policy, 1, quality);
    expect(result.findings.map(({ code }) => code)).toEqual(codes);
    expect(result.score! < 50).toBe(codes.length > 0);
    expect(result.evidence.quality).toMatchObject(quality);
  });

  it('calls no eye closed, and no colour unnatural, that is covered', () => {
    const codes = (visible: Partial<Record<Region, number>>) =>
      inspectObstructions(mapWith(visible), face, policy, 1, {
        leftEyeOpen: 0,
        rightEyeOpen: 0,
        naturalColour: 0,
      }).findings.map(({ code }) => code);
    const glasses = { leftEye: 0, rightEye: 0, cheeks: 0 };
    expect(codes(glasses)).toEqual(['left_eye_obstructed', 'right_eye_obstructed']);
    expect(codes({ nose: 0, mouth: 0, rightEye: 0 })).toEqual([
      'right_eye_obstructed',
      'nose_obstructed',
      'mouth_obstructed',
      'left_eye_closed',
    ]);
  });

  it('names no cover in a negative, of which the map knows nothing', () => {
    const result = inspectObstructions(mapWith({ leftEye: 0 }), face, policy, 1, { naturalColour: 0 });
    expect(result.findings.map(({ code }) => code)).toEqual(['unnatural_colour']);
  });

  it('asks more of a portrait', () => {
    const quality = { mouthClosed: 20, illuminationUniformity: 20 };
    const codes = (name: 'default' | 'strict' | 'icao' | 'lenient') =>
      inspectObstructions(mapWith({}), face, resolvePolicy(name).obstructions, 1, quality).findings.map(
        ({ code }) => code,
      );
    expect(codes('default')).toEqual([]);
    expect(codes('lenient')).toEqual([]);
    expect(codes('strict')).toEqual(['mouth_open']);
    expect(codes('icao')).toEqual(['mouth_open', 'uneven_light']);
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
