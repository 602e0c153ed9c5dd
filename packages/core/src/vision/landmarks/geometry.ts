/** Where and how the face stands in the picture, measured from its mesh. */
import type { CanonicalFace } from '@livephoto/models';
import type { Point } from '../../contract/rgb-image.ts';
import { eyeCorners, landmarkCount, pointAt } from './face-landmarker.ts';
import { alignRotation, calibratedPose, type HeadPose, type Rotation, rotationAngles } from './pose.ts';
import { minYawCosine } from './tuning.ts';

export interface FaceGeometry {
  readonly pose: HeadPose;
  /**
   * By how many degrees each angle may move when the same face is looked at again: 95 in 100 looks stay within. Missing where the
   * mesh itself is in doubt, and nobody knows.
   */
  readonly uncertainty?: HeadPose | undefined;
  readonly rotation: Rotation;
  /** Between the eye centres; pixels of the original picture. */
  readonly interEyeDistance: number;
  /** Height of the mesh over the picture's height, and its width over the picture's width. */
  readonly faceHeight: number;
  readonly faceWidth: number;
  /** Free picture on each side of the mesh, over the mesh's width or height; below 0 where it lies outside. */
  readonly margins: Readonly<Record<'left' | 'right' | 'above' | 'below', number>>;
  /** The larger of the face centre's horizontal and vertical distance from the picture's centre, as shares of its sides. */
  readonly offCentre: number;
  /** Share of mesh points that lie outside the picture. */
  readonly outside: number;
}

function distance(a: Point, b: Point): number {
  return Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

/** Middle of an eye's two corners. */
function eyeCentre(points: Float64Array, outer: number, inner: number): Point {
  const a = pointAt(points, outer);
  const b = pointAt(points, inner);
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/**
 * @param points 468 x 3 mesh points, in pixels of the original upright picture.
 * @param picture Size of that picture.
 * @param pose What is known better of the head's pose: `symmetric`, the points as `refineLandmarks` gives them; `yaw`, in
 * degrees, where that of the mesh is worthless.
 * @param uncertainty As in `FaceGeometry`.
 */
export function measureGeometry(
  points: Float64Array,
  canonical: CanonicalFace,
  picture: { readonly width: number; readonly height: number },
  { symmetric, yaw }: { readonly symmetric?: Float64Array; readonly yaw?: number | undefined } = {},
  uncertainty?: HeadPose,
): FaceGeometry {
  const right = eyeCentre(points, eyeCorners.rightOuter, eyeCorners.rightInner);
  const left = eyeCentre(points, eyeCorners.leftOuter, eyeCorners.leftInner);
  let minX = Infinity;
  let maxX = -Infinity;
  let minY = Infinity;
  let maxY = -Infinity;
  let outside = 0;
  for (let i = 0; i < landmarkCount; i++) {
    const { x, y } = pointAt(points, i);
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
    if (x < 0 || y < 0 || x > picture.width || y > picture.height) outside += 1;
  }
  const rotation = alignRotation(canonical.vertices, symmetric ?? points, canonical.poseBasis);
  const measured = calibratedPose(rotationAngles(rotation));
  const pose = yaw === undefined ? measured : { ...measured, yaw };
  return {
    rotation,
    pose,
    uncertainty,
    // Divided by the cosine of the yaw, as ISO/IEC 29794-5 does, so that a turned head is not taken for a small one.
    interEyeDistance: distance(left, right) / Math.max(minYawCosine, Math.cos((pose.yaw * Math.PI) / 180)),
    faceHeight: (maxY - minY) / picture.height,
    faceWidth: (maxX - minX) / picture.width,
    margins: {
      left: minX / (maxX - minX),
      right: (picture.width - maxX) / (maxX - minX),
      above: minY / (maxY - minY),
      below: (picture.height - maxY) / (maxY - minY),
    },
    offCentre: Math.max(
      Math.abs((minX + maxX) / 2 / picture.width - 0.5),
      Math.abs((minY + maxY) / 2 / picture.height - 0.5),
    ),
    outside: outside / landmarkCount,
  };
}
