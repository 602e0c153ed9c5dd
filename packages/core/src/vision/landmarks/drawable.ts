/** What was seen of a face, in the terms of whoever draws it. */
import type { Point } from '../../contract/rgb-image.ts';
import type { FaceGeometry } from './geometry.ts';

/** What was seen of the largest face, for drawing. Pixels of the upright original picture. */
export interface SeenGeometry {
  /** 468 mesh points; z grows away from the camera. */
  readonly landmarks: readonly (Point & { readonly z: number })[];
  /** Vertex numbers of the mesh's lines. */
  readonly meshEdges: readonly (readonly [number, number])[];
  /** The head's axes: from the nose bridge to the tips of its right-of-picture, up and forward axes. */
  readonly axes: { readonly origin: Point; readonly x: Point; readonly y: Point; readonly z: Point };
}

/** Mesh point between the eyes, where the axes start. */
const noseBridge = 168;

/** @param points x, y, z of the 468 mesh points one after another, in pixels of the original. */
export function drawable(
  points: Float64Array,
  { rotation, interEyeDistance }: FaceGeometry,
  meshEdges: SeenGeometry['meshEdges'],
): SeenGeometry {
  const landmarks = Array.from({ length: points.length / 3 }, (_, i) => ({
    x: points[3 * i]!,
    y: points[3 * i + 1]!,
    z: points[3 * i + 2]!,
  }));
  const origin = { x: landmarks[noseBridge]!.x, y: landmarks[noseBridge]!.y };
  const [xx, yx, zx, xy, yy, zy] = rotation;
  // The rotation's axes have y up, the picture's has it down.
  const tip = (x: number, y: number): Point => ({
    x: origin.x + x * interEyeDistance,
    y: origin.y - y * interEyeDistance,
  });
  return { landmarks, meshEdges, axes: { origin, x: tip(xx, xy), y: tip(yx, yy), z: tip(zx, zy) } };
}
