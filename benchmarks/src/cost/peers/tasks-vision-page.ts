/** Runs in a page: the face landmarker of MediaPipe's tasks-vision, with its delegate for processors. */
import { FaceLandmarker } from '@mediapipe/tasks-vision';
import { offerPeer } from './page-peer.ts';

/** Longer side of what it is handed: its pictures go through WebGL, which is not to be what is timed where software draws. */
const side = 640;

offerPeer(async () => {
  const landmarker = await FaceLandmarker.createFromOptions(
    {
      wasmLoaderPath: '/tasks-vision/vision_wasm_internal.js',
      wasmBinaryPath: '/tasks-vision/vision_wasm_internal.wasm',
    },
    {
      baseOptions: { modelAssetPath: '/tasks/face_landmarker.task', delegate: 'CPU' },
      runningMode: 'IMAGE',
      numFaces: 1,
      outputFacialTransformationMatrixes: true,
    },
  );
  return {
    async inspect(bytes) {
      const start = performance.now();
      const whole = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const scale = Math.min(1, side / Math.max(whole.width, whole.height));
      const picture = await createImageBitmap(whole, {
        resizeWidth: Math.round(whole.width * scale),
        resizeHeight: Math.round(whole.height * scale),
      });
      whole.close();
      const decoded = performance.now();
      const { faceLandmarks, facialTransformationMatrixes } = landmarker.detect(picture);
      const end = performance.now();
      picture.close();
      // A face without a place in space was not looked at whole.
      const faces = Math.min(faceLandmarks.length, facialTransformationMatrixes.length);
      return { faces, timings: { decode: decoded - start, detect: end - decoded, total: end - start } };
    },
  };
});
