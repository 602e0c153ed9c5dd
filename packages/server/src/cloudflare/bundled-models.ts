/** The models as data modules of the Worker. */
import canonicalFace from '@livephoto/models/canonical-face.json' with { type: 'bytes' };
import faceDetector from '@livephoto/models/face-detector.onnx';
import faceLandmarker from '@livephoto/models/face-landmarker.onnx';
import fullRangeFaceDetector from '@livephoto/models/full-range-face-detector.onnx';
import livenessHead from '@livephoto/models/liveness-head.json' with { type: 'bytes' };
import manifest from '@livephoto/models/manifest.json';
import obstructionNet from '@livephoto/models/obstruction-net.onnx';
import personNet from '@livephoto/models/person-net.onnx';
import spoofNet from '@livephoto/models/spoof-net.onnx';
import type { ModelFiles } from './models.ts';

export const bundledModels: ModelFiles = {
  manifest,
  bytes: {
    'canonical-face': canonicalFace,
    'liveness-head': livenessHead,
    'face-detector': new Uint8Array(faceDetector),
    'full-range-face-detector': new Uint8Array(fullRangeFaceDetector),
    'face-landmarker': new Uint8Array(faceLandmarker),
    'obstruction-net': new Uint8Array(obstructionNet),
    'spoof-net': new Uint8Array(spoofNet),
    'person-net': new Uint8Array(personNet),
  },
};
