/** npm's @vladmandic/face-api with its default detector and its 68 landmarks. */
import { join } from 'node:path';
import { decodeAndDetect } from './decode.ts';
import type { LoadedPeer } from './peer-protocol.ts';
import { requireBundle, type TensorFlow, wasmFolder } from './tensorflow.ts';

interface Net {
  loadFromDisk(folder: string): Promise<void>;
}

interface FaceApiPackage {
  readonly tf: TensorFlow & { ready(): Promise<void> };
  readonly nets: { readonly ssdMobilenetv1: Net; readonly faceLandmark68Net: Net };
  SsdMobilenetv1Options: new (options: object) => unknown;
  detectAllFaces(tensor: unknown, options: unknown): { withFaceLandmarks(): Promise<readonly unknown[]> };
}

export async function loadFaceApi(): Promise<LoadedPeer> {
  const bundle = await requireBundle('@vladmandic/face-api', 'dist/face-api.node-wasm.js');
  const faceApi = bundle.exports as FaceApiPackage;
  const { setWasmPaths } = bundle.require('@tensorflow/tfjs-backend-wasm') as {
    setWasmPaths(folder: string): void;
  };
  setWasmPaths(wasmFolder(bundle.require));
  await faceApi.tf.setBackend('wasm');
  await faceApi.tf.ready();
  const models = join(bundle.folder, 'model');
  await faceApi.nets.ssdMobilenetv1.loadFromDisk(models);
  await faceApi.nets.faceLandmark68Net.loadFromDisk(models);
  const options = new faceApi.SsdMobilenetv1Options({ minConfidence: 0.5, maxResults: 5 });
  return {
    inspect: (bytes) =>
      decodeAndDetect(bytes, async ({ data, width, height }) => {
        const tensor = faceApi.tf.tensor(data, [height, width, 3], 'int32');
        const faces = await faceApi.detectAllFaces(tensor, options).withFaceLandmarks();
        faceApi.tf.dispose(tensor);
        return faces.length;
      }),
  };
}
