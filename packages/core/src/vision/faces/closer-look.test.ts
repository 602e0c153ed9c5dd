import { describe, expect, it } from 'vitest';
import { findFaces } from '../../inspections/faces.ts';
import { policies } from '../../policy.ts';
import { loadFaceModels, samplePyramid } from '../../testing/faces.ts';
import { noRotation } from '../landmarks/face-landmarker.ts';
import { boundedLogit, closerLook } from './closer-look.ts';

describe('closerLook', () => {
  it('is sure of a face, and of a wall', async () => {
    const models = await loadFaceModels();
    const selfie = await samplePyramid('selfie');
    const [face] = await findFaces(models, selfie, policies.default.faces);
    expect(await closerLook(models.detector, selfie, face!.box, noRotation)).toBeGreaterThan(4);
    const wall = { x: 0, y: 0, width: 60, height: 60 };
    expect(await closerLook(models.detector, selfie, wall, noRotation)).toBeLessThan(-2.5);
  });
});

describe('boundedLogit', () => {
  it.each([
    [0.5, 0],
    [0, -4.59512],
    [1, 4.59512],
    [0.999, 4.59512],
    [0.9, 2.197225],
  ])('of %f is %f', (probability, logit) => {
    expect(boundedLogit(probability)).toBeCloseTo(logit, 5);
  });

  it('reaches as far as asked', () => {
    expect(boundedLogit(1, 1e-5)).toBeCloseTo(11.512915, 5);
  });
});
