import { expect, it } from 'vitest';
import { eyeDistance, shapeDistance, skullDistance } from './shape.ts';

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

it('of the skull alone is nothing for a head that speaks, and something for another head', () => {
  const speaking = Float64Array.from(face);
  // Lips, chin, jaw, brows and lids.
  for (const vertex of [0, 13, 14, 17, 61, 291, 152, 172, 397, 70, 105, 300, 334, 159, 145, 386, 374]) {
    speaking[3 * vertex + 1]! += 12;
    speaking[3 * vertex + 2]! -= 5;
  }
  expect(shapeDistance(face, speaking)).toBeGreaterThan(0.02);
  expect(skullDistance(face, speaking)).toBeLessThan(1e-9);
  const squeezed = face.map((value, i) => (i % 3 === 0 ? 0.8 * value : value));
  expect(skullDistance(face, squeezed)).toBeGreaterThan(0.05);
});
