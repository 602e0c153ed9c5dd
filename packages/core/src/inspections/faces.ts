/** A face is there, and not more than one. */

import type { FacesEvidence, InspectionResult } from '../contract/report.ts';
import type { FacesPolicy } from '../policy.ts';
import type { DetectedFace } from '../vision/faces/face-detector.ts';
import { concluded, percent } from './result.ts';

/** @param faces Every face that the vision step takes for one, largest first. */
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
            'No face was found: hold the camera at eye level, in good light, with your whole face in the picture.',
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
    return concluded(
      percent(1 - second),
      [
        {
          code: 'multiple_faces_detected',
          message: `${counted.length} faces are in the picture: only yours may be seen, also in the background.`,
          score: percent(1 - second),
        },
      ],
      evidence,
    );
  }
  return concluded(percent(largest.score), [], evidence);
}
