/** Runs in a page: MediaPipe's own FaceMesh runtime on pictures, for comparison. */
import '@tensorflow/tfjs-backend-webgl';
import { createDetector, SupportedModels } from '@tensorflow-models/face-landmarks-detection';

declare global {
  interface Window {
    /** x, y, z of the first face's points in pixels of the picture at `url`: the last two looks at it. */
    findLandmarks(
      url: string,
      solutionPath: string,
    ): Promise<readonly [before: number[][], last: number[][]]>;
  }
}

/** The first look crops by MediaPipe's detector, later ones by the landmarks before, as in a video. */
const looks = 5;

let detector: ReturnType<typeof createDetector> | undefined;

window.findLandmarks = async (url, solutionPath) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  detector ??= createDetector(SupportedModels.MediaPipeFaceMesh, {
    runtime: 'mediapipe',
    solutionPath,
    refineLandmarks: false,
    maxFaces: 1,
  });
  const runtime = await detector;
  runtime.reset();
  const seen: number[][][] = [];
  for (let look = 0; look < looks; look++) {
    const [face] = await runtime.estimateFaces(image);
    if (!face) throw new Error('MediaPipe finds no face');
    seen.push(face.keypoints.map(({ x, y, z = 0 }) => [x, y, z]));
  }
  return [seen[looks - 2]!, seen[looks - 1]!];
};
