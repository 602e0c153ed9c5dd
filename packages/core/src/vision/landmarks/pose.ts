/** Head pose from mesh points: the rotation that lays the canonical face over them (Horn 1987, unit quaternions). */
import { pitchGain, yawGain } from './tuning.ts';

export interface HeadPose {
  /** Degrees; > 0 turns to the right edge of the picture. */
  readonly yaw: number;
  /** Degrees; > 0 looks up. */
  readonly pitch: number;
  /** Degrees; > 0 tilts clockwise in the picture. */
  readonly roll: number;
}

/** The vertices that a pose is fitted on, and how much each counts. */
export type PoseBasis = readonly { readonly vertex: number; readonly weight: number }[];

/** Row-major 3 x 3; columns are the face's right-of-picture, up and forward axes; x right, y up, z to the viewer. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/**
 * The rotation of the similarity transform that best maps `model` to `points`, over the vertices of `basis`.
 *
 * @param model 468 x 3 canonical vertices; x right, y up, z to the viewer; any unit.
 * @param points 468 x 3 measured points; x right, y down, z away from the viewer; pixels.
 */
export function alignRotation(
  model: ArrayLike<number>,
  points: ArrayLike<number>,
  basis: PoseBasis,
): Rotation {
  const centre = [0, 0, 0, 0, 0, 0];
  const total = basis.reduce((sum, { weight }) => sum + weight, 0);
  for (const { vertex, weight } of basis) {
    for (let k = 0; k < 3; k++) {
      centre[k]! += (weight * model[3 * vertex + k]!) / total;
      centre[k + 3]! += (weight * points[3 * vertex + k]!) / total;
    }
  }
  // s[3 * i + j]: sum of model axis i times measured axis j, both centred, measured in the model's axes.
  const s = new Float64Array(9);
  for (const { vertex, weight } of basis) {
    const px = points[3 * vertex]! - centre[3]!;
    const py = -(points[3 * vertex + 1]! - centre[4]!);
    const pz = -(points[3 * vertex + 2]! - centre[5]!);
    for (let i = 0; i < 3; i++) {
      const m = weight * (model[3 * vertex + i]! - centre[i]!);
      s[3 * i]! += m * px;
      s[3 * i + 1]! += m * py;
      s[3 * i + 2]! += m * pz;
    }
  }
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s as unknown as Rotation;
  const quaternion = largestEigenvector([
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy],
  ]);
  const [w, x, y, z] = quaternion as [number, number, number, number];
  return [
    w * w + x * x - y * y - z * z,
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    w * w - x * x + y * y - z * z,
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    w * w - x * x - y * y + z * z,
  ];
}

/**
 * Angles of a rotation, read as roll about the camera's axis of a head that was first pitched, then yawed: turning
 * the picture in its plane changes roll alone, mirroring it changes the signs of yaw and roll alone.
 */
export function rotationAngles(rotation: Rotation): HeadPose {
  const [rx, , fx, ry, , fy, rz, , fz] = rotation;
  const length = Math.sqrt(rx * rx + ry * ry);
  const cos = length > 0 ? rx / length : 1;
  const sin = length > 0 ? ry / length : 0;
  const forward = { x: fx * cos + fy * sin, y: fy * cos - fx * sin, z: fz };
  return {
    roll: degrees(Math.atan2(-ry, rx)),
    yaw: degrees(Math.atan2(-rz, length)),
    pitch: degrees(Math.atan2(forward.y, Math.sqrt(forward.x * forward.x + forward.z * forward.z))),
  };
}

/** The pose of the head that the mesh, as it was fitted, stands for. */
export function calibratedPose({ yaw, pitch, roll }: HeadPose): HeadPose {
  const within = (angle: number) => Math.max(-90, Math.min(90, angle));
  return { yaw: within(yaw * yawGain), pitch: within(pitch * pitchGain), roll };
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

/** Eigenvector of the largest eigenvalue of a symmetric matrix, by cyclic Jacobi rotations. */
function largestEigenvector(matrix: number[][]): number[] {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors: number[][] = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 30; sweep++) {
    let rest = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rest += a[p]![q]! * a[p]![q]!;
    if (rest === 0) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p]![q]!;
        if (apq === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const akp = a[k]![p]!;
          const akq = a[k]![q]!;
          a[k]![p] = c * akp - s * akq;
          a[k]![q] = s * akp + c * akq;
        }
        for (let k = 0; k < n; k++) {
          const apk = a[p]![k]!;
          const aqk = a[q]![k]!;
          a[p]![k] = c * apk - s * aqk;
          a[q]![k] = s * apk + c * aqk;
        }
        for (let k = 0; k < n; k++) {
          const vkp = vectors[k]![p]!;
          const vkq = vectors[k]![q]!;
          vectors[k]![p] = c * vkp - s * vkq;
          vectors[k]![q] = s * vkp + c * vkq;
        }
      }
    }
  }
  let best = 0;
  for (let i = 1; i < n; i++) if (a[i]![i]! > a[best]![best]!) best = i;
  return vectors.map((row) => row[best]!);
}
