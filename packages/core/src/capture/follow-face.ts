/** Follows one face through the frames of a capture: mesh, pose and looks in each. */
import type { Box } from '../contract/rgb-image.ts';
import { findFaces } from '../inspections/faces.ts';
import type { InspectionModels } from '../models/inspection-models.ts';
import type { FacesPolicy } from '../policy.ts';
import {
  type FaceLandmarks,
  readLandmarks,
  regionFromLandmarks,
} from '../vision/landmarks/face-landmarker.ts';
import { alignRotation, calibratedPose, type HeadPose, rotationAngles } from '../vision/landmarks/pose.ts';
import type { ImagePyramid } from '../vision/sampling/affine.ts';
import { faceAppearance } from './appearance.ts';
import { type FacePatch, facePatch } from './plane.ts';
import { type SceneThumbnail, sceneThumbnail } from './scene.ts';

/** What was seen in one picture of a capture. */
export interface SeenMoment {
  /** Milliseconds. */
  readonly at: number;
  /** 468 x 3: pixels of the picture; z away from the camera. */
  readonly points: Float64Array;
  readonly pose: HeadPose;
  /** Brightness under each mesh point; see `faceAppearance`. */
  readonly appearance: Float64Array;
  readonly patch: FacePatch;
  readonly scene: SceneThumbnail;
}

/** Under this the landmarker has lost the face: of heads turned by up to 45 degrees it is surer than 0.99 throughout. */
const minPresence = 0.8;
/** A crop is cut anew while the next would move by more than this share of its side, or differ so much in size. */
const steady = 0.04;
const passes = 3;

/**
 * A function that is handed one picture after another, remembers where the face was in the last, and answers the mesh:
 * 468 x 3, in pixels of the picture; undefined where there is no face.
 */
export function createFaceFollower(models: InspectionModels, policy: FacesPolicy, signal?: AbortSignal) {
  let last: { landmarks: FaceLandmarks; width: number; height: number } | undefined;

  return async (pyramid: ImagePyramid): Promise<Float64Array | undefined> => {
    const { width, height } = pyramid.image;
    let landmarks: FaceLandmarks | undefined;
    if (last !== undefined && last.width === width && last.height === height) {
      landmarks = await fit(models, pyramid, last.landmarks);
    }
    if (landmarks === undefined) {
      const [face] = await findFaces(models, pyramid, policy, { signal, upright: true });
      landmarks = face && (await fit(models, pyramid, face.firstFit));
    }
    last = landmarks && { landmarks, width, height };
    return landmarks?.points;
  };
}

/** Cuts the crop from the landmarks before until it stays where it is. */
async function fit(
  models: InspectionModels,
  pyramid: ImagePyramid,
  before: FaceLandmarks,
): Promise<FaceLandmarks | undefined> {
  let landmarks = before;
  for (let pass = 0; pass < passes; pass++) {
    const region = regionFromLandmarks(landmarks);
    landmarks = await readLandmarks(models.landmarker, pyramid, region);
    if (landmarks.presence < minPresence) return undefined;
    const next = regionFromLandmarks(landmarks);
    const dx = (next.centre.x - region.centre.x) / region.size;
    const dy = (next.centre.y - region.centre.y) / region.size;
    const growth = next.size / region.size - 1;
    if (dx * dx + dy * dy < steady * steady && Math.abs(growth) < steady) break;
  }
  return landmarks;
}

/** @param points 468 x 3, in pixels. */
export function poseOf({ canonical }: Pick<InspectionModels, 'canonical'>, points: Float64Array): HeadPose {
  return calibratedPose(rotationAngles(alignRotation(canonical.vertices, points, canonical.poseBasis)));
}

/** @param points 468 x 3, in pixels of the pyramid's picture. */
export function describe(
  models: Pick<InspectionModels, 'canonical'>,
  pyramid: ImagePyramid,
  points: Float64Array,
  at: number,
): SeenMoment {
  return {
    at,
    points,
    pose: poseOf(models, points),
    appearance: faceAppearance(pyramid, points),
    patch: facePatch(pyramid, points),
    scene: sceneThumbnail(pyramid, boxOf(points)),
  };
}

/** Box of the mesh, in pixels. */
export function boxOf(points: Float64Array): Box {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3) {
    left = Math.min(left, points[i]!);
    right = Math.max(right, points[i]!);
    top = Math.min(top, points[i + 1]!);
    bottom = Math.max(bottom, points[i + 1]!);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
