/**
 * Runs in a page: npm's faceplugin-face-recognition-js with detection, landmarks, eyes and liveness, from its own code.
 * Its pose is left out: the region that it cuts around a face that fills the frame reaches outside the picture, and throws.
 */
import {
  cv,
  detectFace,
  load_opencv,
  loadDetectionModel,
  loadEyeModel,
  loadLandmarkModel,
  loadLivenessModel,
  predictEye,
  predictLandmark,
  predictLiveness,
} from 'faceplugin-face-recognition-js';
import { env } from 'onnxruntime-web/wasm';
import { drawAndDetect, offerPeer } from './page-peer.ts';

const canvasId = 'photo';

offerPeer(async () => {
  env.wasm.numThreads = 1;
  // It logs every score.
  console.log = () => {};
  await load_opencv();
  const started = performance.now();
  while (!cv?.imread) {
    if (performance.now() - started > 60_000) throw new Error('OpenCV.js does not load');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const detection = await loadDetectionModel();
  const landmark = await loadLandmarkModel();
  const eye = await loadEyeModel();
  const liveness = await loadLivenessModel();
  const canvas = document.createElement('canvas');
  canvas.id = canvasId;
  document.body.append(canvas);
  return {
    inspect: (bytes) =>
      drawAndDetect(bytes, canvas, async () => {
        const { bbox, size } = await detectFace(detection, canvasId);
        const landmarks = await predictLandmark(landmark, canvasId, bbox);
        await predictEye(eye, canvasId, landmarks);
        await predictLiveness(liveness, canvasId, bbox);
        return size;
      }),
  };
});
