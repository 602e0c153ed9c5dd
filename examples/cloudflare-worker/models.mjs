// The models, as files of the Worker's upload.
import canonicalFace from '@livephoto/models/canonical-face.json' with { type: 'bytes' };
import faceDetector from '@livephoto/models/face-detector.onnx';
import faceLandmarker from '@livephoto/models/face-landmarker.onnx';
import fullRangeFaceDetector from '@livephoto/models/full-range-face-detector.onnx';
import livenessHead from '@livephoto/models/liveness-head.json' with { type: 'bytes' };
import manifest from '@livephoto/models/manifest.json';
import obstructionNet from '@livephoto/models/obstruction-net.onnx';
import personNet from '@livephoto/models/person-net.onnx';
import spoofNet from '@livephoto/models/spoof-net.onnx';

const bytes = {
  'canonical-face': canonicalFace,
  'liveness-head': livenessHead,
  'face-detector': faceDetector,
  'full-range-face-detector': fullRangeFaceDetector,
  'face-landmarker': faceLandmarker,
  'obstruction-net': obstructionNet,
  'spoof-net': spoofNet,
  'person-net': personNet,
};

export const models = {
  manifest: async () => manifest,
  bytes: async (name) => new Uint8Array(bytes[name]),
};
