/** The real nets and sample photos that tests of faces look at. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createSimdBackend } from '../backends/simd/simd.ts';
import { sniffImage } from '../image/sniff.ts';
import { createWasmDecoder } from '../image/wasm-decoder.ts';
import type { FaceModels } from '../vision/faces/face-candidates.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { modelFile, sampleFile } from './files.ts';

const images = createRequire(import.meta.url).resolve('@livephoto/core/images.wasm');

export async function loadFaceModels(): Promise<FaceModels> {
  const backend = createSimdBackend();
  const [detector, fullRangeDetector, landmarker] = await Promise.all([
    backend.load(modelFile('face-detector.onnx')),
    backend.load(modelFile('full-range-face-detector.onnx')),
    backend.load(modelFile('face-landmarker.onnx')),
  ]);
  return { detector, fullRangeDetector, landmarker };
}

/** @param name A photo that `pnpm samples` makes, without `.jpg`. */
export async function samplePyramid(name: string): Promise<ImagePyramid> {
  const decoder = createWasmDecoder({ images: new WebAssembly.Module(readFileSync(images)) });
  const bytes = sampleFile(`${name}.jpg`);
  return new ImagePyramid(await decoder.decode(bytes, sniffImage(bytes), { longestSide: 1280 }));
}
