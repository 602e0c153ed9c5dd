import { describe, expect, it } from 'vitest';
import { faceDifference, type SceneThumbnail } from './scene.ts';

/** Anything with some contrast; all of it is face. */
const thumbnail = (value: (i: number) => number): SceneThumbnail => ({
  width: 8,
  height: 8,
  data: Float64Array.from({ length: 64 }, (_, i) => value(i)),
  covered: new Uint8Array(64).fill(1),
});
const face = (i: number) => 90 + 60 * Math.sin(i * 1.7);

describe('faceDifference', () => {
  it('is nothing of a picture in other light and with other contrast', () => {
    expect(
      faceDifference(
        thumbnail(face),
        thumbnail((i) => 0.7 * face(i) + 25),
      ),
    ).toBeCloseTo(0, 9);
  });

  it('is a share of the contrast of pictures that differ, whichever comes first', () => {
    const [a, b] = [thumbnail(face), thumbnail((i) => face(i + 1))];
    expect(faceDifference(a, b)).toBeGreaterThan(0.5);
    expect(faceDifference(a, b)).toBeCloseTo(faceDifference(b, a), 9);
  });

  it('is endless where there is nothing to compare', () => {
    const smaller = { ...thumbnail(face), data: new Float64Array(16) };
    expect(faceDifference(thumbnail(face), smaller)).toBe(Infinity);
    const uncovered = { ...thumbnail(face), covered: new Uint8Array(64) };
    expect(faceDifference(uncovered, uncovered)).toBe(Infinity);
  });
});
