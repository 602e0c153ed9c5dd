/** A report as the documentation shows it: of a selfie that passed, without the map of what is covered and with two of the models. */
export const exampleReport = {
  accepted: true,
  image: { contentType: 'image/jpeg', size: 81467, width: 672, height: 800, orientation: 1 },
  faces: [{ box: { x: 131, y: 180, width: 399, height: 576 }, score: 100 }],
  inspections: {
    faces: { outcome: 'passed', score: 100, findings: [], evidence: { count: 1 } },
    obstructions: {
      outcome: 'passed',
      score: 94,
      findings: [],
      evidence: {
        regions: {
          leftEye: 100,
          rightEye: 100,
          nose: 100,
          mouth: 100,
          chin: 100,
          cheeks: 100,
          forehead: 100,
        },
        quality: { sharpness: 94, illuminationUniformity: 86, eyesOpen: 100 },
      },
    },
    orientation: {
      outcome: 'passed',
      score: 81,
      findings: [],
      evidence: { yaw: 1.2, pitch: 7.7, roll: 1.2, interEyeDistance: 181 },
    },
    liveness: {
      outcome: 'passed',
      score: 100,
      findings: [],
      evidence: { cues: { face: 89, frame: 99, frameFeatures: 89, person: 100 } },
    },
  },
  policy: 'default',
  models: {
    'face-detector': 'sha256:c978a11f283b7cbe7dba618c54fc4ea2980439d7000b5fafe35db59a0d151b11',
    'liveness-head': 'sha256:1b1a171a5e17b023b0a9d8409ae87d4627123ed1fe5affb45b9234c58bc47193',
  },
  timings: { decode: 11.2, detect: 9.8, total: 41 },
} as const;
