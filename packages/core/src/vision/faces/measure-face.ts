/** Mesh, angles and distances of one face, in pixels of the original picture. */
import type { CanonicalFace } from '@livephoto/models';
import type { FaceLandmarks } from '../landmarks/face-landmarker.ts';
import { type FaceGeometry, measureGeometry } from '../landmarks/geometry.ts';
import type { HeadPose } from '../landmarks/pose.ts';
import {
  firstLookUncertainty,
  maxMeshPitch,
  minPresenceOfAngles,
  minProfileYaw,
  settledUncertainty,
} from '../landmarks/tuning.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { type FaceModels, isAsGiven, type SeenFace } from './face-candidates.ts';
import { profileYaw } from './profile.ts';
import { isSureFirstLook, refineLandmarks } from './refine.ts';

export interface MeasuredFace {
  /** x, y, z of the 468 mesh points one after another: in pixels of the picture that was inspected. */
  readonly pixels: Float64Array;
  /** The same in pixels of the original. */
  readonly points: Float64Array;
  readonly geometry: FaceGeometry;
}

export interface MeshModels extends FaceModels {
  readonly canonical: CanonicalFace;
  /** By mesh vertex: the one that takes its place in a mirrored face. */
  readonly mirror: Uint16Array;
}

/**
 * @param picture Size of the upright original, in pixels.
 * @param upright Whether the picture is known to stand upright.
 */
export async function measureFace(
  models: MeshModels,
  pyramid: ImagePyramid,
  face: SeenFace,
  picture: { readonly width: number; readonly height: number },
  upright = false,
): Promise<MeasuredFace> {
  const { landmarks, symmetric, isSure } = await refineLandmarks(
    models,
    pyramid,
    face,
    models.mirror,
    upright,
  );
  const toOriginal = picture.width / pyramid.image.width;
  const scaled = (pixels: Float64Array) => pixels.map((value) => value * toOriginal);
  const points = scaled(landmarks.points);
  const known = { symmetric: scaled(symmetric) };
  const uncertainty = isSure ? settledUncertainty : undefined;
  const geometry = measureGeometry(points, models.canonical, picture, known, uncertainty);
  const seen = { pixels: landmarks.points, points, geometry };
  if (landmarks.presence >= minPresenceOfAngles && Math.abs(geometry.pose.pitch) <= maxMeshPitch) return seen;
  const yaw = await profileYaw(models.fullRangeDetector, pyramid, face);
  if (yaw === undefined || Math.abs(yaw) < minProfileYaw) return seen;
  return { ...seen, geometry: measureGeometry(points, models.canonical, picture, { ...known, yaw }) };
}

/**
 * The same from the look that was taken when the face was found: it costs nothing more, and angles are less sure. Undefined where
 * that look leaves a doubt of its own.
 */
export function measureFirstLook(
  { canonical }: Pick<MeshModels, 'canonical'>,
  pyramid: ImagePyramid,
  face: SeenFace,
  picture: { readonly width: number; readonly height: number },
): MeasuredFace | undefined {
  return isAsGiven(face) && isSureFirstLook(face)
    ? measureFit(face.firstFit, canonical, pyramid, picture, firstLookUncertainty)
    : undefined;
}

/** The same for landmarks of one look that are taken as they are. */
export function measureFit(
  { points: pixels }: Pick<FaceLandmarks, 'points'>,
  canonical: CanonicalFace,
  pyramid: ImagePyramid,
  picture: { readonly width: number; readonly height: number },
  uncertainty?: HeadPose,
): MeasuredFace {
  const toOriginal = picture.width / pyramid.image.width;
  const points = pixels.map((value) => value * toOriginal);
  return { pixels, points, geometry: measureGeometry(points, canonical, picture, {}, uncertainty) };
}
