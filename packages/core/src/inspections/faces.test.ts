import { describe, expect, it } from 'vitest';
import { policies } from '../policy.ts';
import type { DetectedFace } from '../vision/faces/face-detector.ts';
import { inspectFaces } from './faces.ts';

const policy = policies.default.faces;
const face = (width: number, score: number): DetectedFace => ({
  box: { x: 10, y: 20, width, height: width * 1.3 },
  score,
});

describe('inspectFaces', () => {
  it('fails without a face', () => {
    const result = inspectFaces([], policy);
    expect(result).toMatchObject({ outcome: 'failed', score: 0, evidence: { count: 0 } });
    expect(result.findings).toEqual([
      { code: 'face_not_detected', score: 0, message: expect.stringMatching(/^[A-Z][^.]*\.$/) },
    ]);
  });

  it('passes one face with its score', () => {
    expect(inspectFaces([face(100, 0.973)], policy)).toEqual({
      outcome: 'passed',
      score: 97,
      findings: [],
      evidence: { count: 1 },
    });
  });

  it('fails with two or more, as sure as it is of the surest one beside the largest', () => {
    const result = inspectFaces([face(100, 0.99), face(50, 0.6), face(40, 0.8)], policy);
    expect(result).toMatchObject({ outcome: 'failed', score: 20, evidence: { count: 3 } });
    expect(result.findings).toEqual([
      { code: 'multiple_faces_detected', score: 20, message: expect.stringMatching(/^3 faces [^.]*\.$/) },
    ]);
  });

  it('ignores faces narrower than the share of the largest that the policy names, and not those at the limit', () => {
    const faces = [face(100, 0.99), face(30, 0.9), face(29.9, 0.9)];
    const count = (ignoreNarrowerThan: number) =>
      inspectFaces(faces, { ...policy, ignoreNarrowerThan }).evidence.count;
    expect(count(0)).toBe(3);
    expect(count(0.3)).toBe(2);
    expect(count(0.31)).toBe(1);
    expect(inspectFaces(faces, { ...policy, ignoreNarrowerThan: 0.31 }).outcome).toBe('passed');
  });
});
