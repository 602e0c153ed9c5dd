/** A face is there, and not more than one. */
import type { FacesEvidence, InspectionResult } from '../contract/report.ts';
import type { FacesPolicy } from '../policy.ts';
import {
  type FaceCandidate,
  type FaceModels,
  type FaceSearchOptions,
  faceCandidates,
  isAsGiven,
  type SeenFace,
} from '../vision/faces/face-candidates.ts';
import { containment, type DetectedFace } from '../vision/faces/face-detector.ts';
import {
  likeSized,
  maxAside,
  maxContainment,
  overlapOfOneHead,
  smallBeside,
} from '../vision/faces/tuning.ts';
import type { ImagePyramid } from '../vision/sampling/affine.ts';
import { bestFailure, concluded, leastPass, percent } from './result.ts';

/**
 * Those of the candidates that are faces, largest first. The surest has to show that a face is there at all, and more where
 * the picture had to be turned; where one is, the others have to show less, unless they are small or the short-range detector
 * alone sees them.
 *
 * @param candidates Surest first.
 */
export function acceptFaces(candidates: readonly FaceCandidate[], policy: FacesPolicy): SeenFace[] {
  const first = candidates[0];
  if (first === undefined) return [];
  if (first.evidence < (isAsGiven(first.face) ? policy.minEvidence : policy.minTurnedEvidence)) return [];
  const faces: SeenFace[] = [];
  const surest = first.evidence === Infinity ? first.face.box.width : 0;
  for (const candidate of candidates) {
    const { face, evidence, isSeconded } = candidate;
    const isSmall = face.box.width < smallBeside * surest;
    const isDoubtful = candidate !== first && !isSeconded;
    if (evidence < (isSmall || isDoubtful ? policy.minEvidenceOfSmall : policy.minEvidenceBeside)) continue;
    const isSeen = faces.some(
      (other) => containment(other.box, face.box) > maxContainment || isOneHead(other, face),
    );
    if (!isSeen) faces.push(face);
  }
  return faces.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
}

/**
 * Of a face that fills the picture the detector may see the eyes once and the mouth once: boxes of one size that overlap, one
 * above the other. Two people would have to stand one behind the other.
 */
function isOneHead(one: SeenFace, other: SeenFace): boolean {
  const isUpright = Math.abs(one.turn.cos) > Math.abs(one.turn.sin);
  const [across, side] = isUpright ? (['x', 'width'] as const) : (['y', 'height'] as const);
  const larger = Math.max(one.box[side], other.box[side]);
  const aside = Math.abs(one.box[across] + one.box[side] / 2 - other.box[across] - other.box[side] / 2);
  return (
    containment(one.box, other.box) > overlapOfOneHead &&
    Math.min(one.box[side], other.box[side]) >= likeSized * larger &&
    aside <= maxAside * larger
  );
}

/** Every face of the picture, largest first; it is looked at again, and turned, only until there is one. */
export async function findFaces(
  models: FaceModels,
  pyramid: ImagePyramid,
  policy: FacesPolicy,
  options?: FaceSearchOptions,
): Promise<SeenFace[]> {
  for await (const candidates of faceCandidates(models, pyramid, policy, options)) {
    const faces = acceptFaces(candidates, policy);
    if (faces.length > 0) return faces;
  }
  return [];
}

/** @param faces Every face of the picture, largest first. */
export function inspectFaces(
  faces: readonly DetectedFace[],
  policy: FacesPolicy,
): InspectionResult<FacesEvidence> {
  const largest = faces[0];
  if (largest === undefined) {
    return concluded(
      0,
      [
        {
          code: 'face_not_detected',
          message:
            'No face was found: hold the camera at eye level, in good light, with your whole face in the picture and nothing over it.',
          score: 0,
        },
      ],
      { count: 0 },
    );
  }
  const counted = faces.filter((face) => face.box.width >= policy.ignoreNarrowerThan * largest.box.width);
  const evidence = { count: counted.length };
  const second = counted.slice(1).reduce((surest, face) => Math.max(surest, face.score), 0);
  if (counted.length > 1) {
    const score = Math.min(bestFailure, percent(1 - second));
    return concluded(
      score,
      [
        {
          code: 'multiple_faces_detected',
          message: `${counted.length} faces are in the picture: only yours may be seen, also in the background.`,
          score,
        },
      ],
      evidence,
    );
  }
  return concluded(Math.max(leastPass, percent(largest.score)), [], evidence);
}
