/** How alike two faces are as solid shapes: what is left when one is laid over the other, turned, moved and scaled. */
import { alignRotation, type PoseBasis } from '../vision/landmarks/pose.ts';

/**
 * Points over bone, which stay where they are while somebody speaks, smiles or blinks: corners of the eyes, bridge and tip of
 * the nose, forehead, temples and cheekbones; no lips, jaw, brows or lids.
 */
const bony = [33, 133, 362, 263, 168, 197, 4, 10, 67, 297, 54, 284, 127, 356, 234, 454, 117, 346];

/** `shapeDistance` of the points over bone alone, so that it tells heads apart and not what they say. */
export function skullDistance(from: Float64Array, to: Float64Array): number {
  return shapeDistance(bonyOf(from), bonyOf(to), eyeDistance(from));
}

function bonyOf(points: Float64Array): Float64Array {
  return Float64Array.from(bony.flatMap((vertex) => [...points.subarray(3 * vertex, 3 * vertex + 3)]));
}

/**
 * Root mean square distance of corresponding points after the similarity transform that best lays `from` over `to`.
 *
 * @param from,to The same points of two meshes, 3 numbers each; z away from the viewer, in the unit of x and y.
 * @param eyes Distance between the eyes of `from`.
 * @returns In distances between the eyes of `from`: 0 for the same rigid head.
 */
export function shapeDistance(from: Float64Array, to: Float64Array, eyes = eyeDistance(from)): number {
  const count = from.length / 3;
  const basis: PoseBasis = Array.from({ length: count }, (_, vertex) => ({ vertex, weight: 1 }));
  const [model, seen] = [upward(from), upward(to)];
  const rotation = alignRotation(model, to, basis);
  const [a, b] = [centreOf(model), centreOf(seen)];
  let [cross, own] = [0, 0];
  const turned = model.map((_, i) => {
    const k = i % 3;
    let moved = 0;
    for (let j = 0; j < 3; j++) moved += rotation[3 * k + j]! * (model[i - k + j]! - a[j]!);
    cross += moved * (seen[i]! - b[k]!);
    own += moved * moved;
    return moved;
  });
  const scale = cross / own;
  let sum = 0;
  for (let i = 0; i < from.length; i++) {
    const difference = scale * turned[i]! - (seen[i]! - b[i % 3]!);
    sum += difference * difference;
  }
  return Math.sqrt(sum / count) / (scale * eyes);
}

/** In the axes of the model, which have y up and z to the viewer. */
const upward = (points: Float64Array) => points.map((value, i) => (i % 3 === 0 ? value : -value));

/** Between the middles of both eyes' corners; pixels, as they appear. */
export function eyeDistance(points: Float64Array): number {
  const between = (a: number, b: number, k: number) => (points[3 * a + k]! + points[3 * b + k]!) / 2;
  const dx = between(362, 263, 0) - between(33, 133, 0);
  const dy = between(362, 263, 1) - between(33, 133, 1);
  return Math.sqrt(dx * dx + dy * dy);
}

function centreOf(points: Float64Array): [number, number, number] {
  const centre: [number, number, number] = [0, 0, 0];
  const count = points.length / 3;
  for (let i = 0; i < points.length; i++) centre[i % 3]! += points[i]! / count;
  return centre;
}
