/** Reports made by hand, for tests of what is done with one. */
import type { InspectionReport } from '@livephoto/core';

const skipped = { outcome: 'skipped', findings: [], evidence: {}, reason: 'no face to look at' } as const;

/** An accepted portrait of 600 × 800 pixels with its face at 200, 250. */
export const acceptedReport: InspectionReport = {
  accepted: true,
  image: { contentType: 'image/jpeg', size: 183_201, width: 600, height: 800, orientation: 1 },
  faces: [{ box: { x: 200, y: 250, width: 200, height: 260 }, score: 97 }],
  inspections: {
    faces: { outcome: 'passed', score: 97, findings: [], evidence: { count: 1 } },
    obstructions: {
      outcome: 'passed',
      score: 92,
      findings: [],
      evidence: {
        regions: { leftEye: 99, rightEye: 98, nose: 97, mouth: 92, chin: 95, forehead: 93, cheeks: 96 },
      },
    },
    orientation: {
      outcome: 'passed',
      score: 95,
      findings: [],
      evidence: { yaw: -4.1, pitch: 2, roll: 1.2, interEyeDistance: 111 },
    },
    liveness: { outcome: 'passed', score: 91, findings: [], evidence: { cues: { face: 91 } } },
  },
  policy: 'default',
  models: { 'face-detector': 'sha256:00' },
  timings: { decode: 11.2, total: 41.3 },
};

/** The same photo with its mouth covered: refused. */
export const maskedReport: InspectionReport = {
  ...acceptedReport,
  accepted: false,
  inspections: {
    ...acceptedReport.inspections,
    obstructions: {
      outcome: 'failed',
      score: 8,
      findings: [
        {
          code: 'mouth_obstructed',
          message: 'Something covers your mouth: take off the mask, scarf or hand in front of it.',
          score: 8,
        },
      ],
      evidence: { regions: { leftEye: 99, rightEye: 98, nose: 40, mouth: 8 } },
    },
  },
};

/** A photo without a face: refused, most of it skipped. */
export const emptyReport: InspectionReport = {
  ...acceptedReport,
  accepted: false,
  faces: [],
  inspections: {
    faces: {
      outcome: 'failed',
      score: 0,
      findings: [
        { code: 'face_not_detected', message: 'No face was found: look into the camera.', score: 0 },
      ],
      evidence: { count: 0 },
    },
    obstructions: skipped,
    orientation: skipped,
    liveness: skipped,
  },
};
