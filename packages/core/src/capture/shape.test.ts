import { expect, it } from 'vitest';
import { eyeDistance, shapeDistance } from './shape.ts';

/** A face of 468 points that is no real one: the four eye corners where they belong, the rest over a half sphere. */
const face = Float64Array.from({ length: 468 * 3 }, (_, i) => {
  const vertex = Math.floor(i / 3);
  const angle = vertex * 2.399963;
  const radius = Math.sqrt(vertex / 468) * 100;
  return [Math.cos(angle) * radius, Math.sin(angle) * radius, radius * radius * 0.006 - 40][i % 3]!;
});
face.set([-50, -20, -5], 3 * 33);
face.set([-20, -20, -10], 3 * 133);
face.set([20, -20, -10], 3 * 362);
face.set([50, -20, -5], 3 * 263);

it('is nothing for one head, however it is turned, moved and scaled', () => {
  // A third of a turn about the axis that is alike to all three, so that each coordinate takes the next one's place.
  const moved = face.map((_, i) => 1.7 * face[i - (i % 3) + ((i + 1) % 3)]! + [300, 200, 0][i % 3]!);
  expect(shapeDistance(face, moved)).toBeLessThan(1e-9);
});

it('is in distances between the eyes for another head', () => {
  expect(eyeDistance(face)).toBeCloseTo(70, 6);
  const squeezed = face.map((value, i) => (i % 3 === 0 ? 0.8 * value : value));
  const distance = shapeDistance(face, squeezed);
  expect(distance).toBeGreaterThan(0.05);
  expect(
    shapeDistance(
      face,
      squeezed.map((value) => 3 * value),
    ),
  ).toBeCloseTo(distance, 9);
});
