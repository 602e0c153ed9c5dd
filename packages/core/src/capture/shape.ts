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
  // The model's axes have y up and z to the viewer.
  const model = from.map((value, i) => (i % 3 === 0 ? value : -value));
  const rotation = alignRotation(model, to, basis);
  const [a, b] = [centreOf(model), centreOf(to.map((value, i) => (i % 3 === 0 ? value : -value)))];
  let [cross, own] = [0, 0];
  const turned = new Float64Array(from.length);
  for (let i = 0; i < from.length; i += 3) {
    const [x, y, z] = [model[i]! - a[0], model[i + 1]! - a[1], model[i + 2]! - a[2]];
    for (let k = 0; k < 3; k++) {
      const moved = rotation[3 * k]! * x + rotation[3 * k + 1]! * y + rotation[3 * k + 2]! * z;
      turned[i + k] = moved;
      const seen = (k === 0 ? to[i + k]! : -to[i + k]!) - b[k]!;
      cross += moved * seen;
    }
    own += x * x + y * y + z * z;
  }
  const scale = cross / own;
  let sum = 0;
  for (let i = 0; i < from.length; i++) {
    const k = i % 3;
    const difference = scale * turned[i]! - ((k === 0 ? to[i]! : -to[i]!) - b[k]!);
    sum += difference * difference;
  }
  return Math.sqrt(sum / count) / (scale * eyes);
}

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
