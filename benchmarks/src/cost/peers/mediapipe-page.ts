/** Runs in a page: MediaPipe's FaceMesh, as npm's @tensorflow-models/face-landmarks-detection offers it. */
import '@tensorflow/tfjs-backend-webgl';
import { createDetector, SupportedModels } from '@tensorflow-models/face-landmarks-detection';
import { drawAndDetect, offerPeer } from './page-peer.ts';

offerPeer(async () => {
  const detector = await createDetector(SupportedModels.MediaPipeFaceMesh, {
    runtime: 'mediapipe',
    solutionPath: '/mediapipe',
    refineLandmarks: false,
    maxFaces: 1,
  });
  const canvas = document.createElement('canvas');
  return {
    inspect: (bytes) =>
      drawAndDetect(bytes, canvas, async () => {
        // Every picture is a new one: nothing is to be taken from the one before.
        detector.reset();
        return (await detector.estimateFaces(canvas)).length;
      }),
  };
});
