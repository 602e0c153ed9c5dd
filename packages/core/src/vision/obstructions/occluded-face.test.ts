import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWasmBackend } from '../../backends/wasm.ts';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { sniffImage } from '../../image/sniff.ts';
import { createWasmDecoder } from '../../image/wasm-decoder.ts';
import { modelFile, sampleFile } from '../../testing/files.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { findOccludedFace, type OccludedFaceModels } from './occluded-face.ts';

const require = createRequire(import.meta.url);
const decoder = createWasmDecoder({
  images: new WebAssembly.Module(readFileSync(require.resolve('@livephoto/core/images.wasm'))),
});

function decode(name: string): Promise<RgbImage> {
  const bytes = sampleFile(name);
  return decoder.decode(bytes, sniffImage(bytes), { longestSide: Number.POSITIVE_INFINITY });
}

let models: OccludedFaceModels;

beforeAll(async () => {
  const backend = createWasmBackend();
  const load = (name: string) => backend.load(modelFile(`${name}.onnx`));
  models = {
    detector: await load('face-detector'),
    fullRangeDetector: await load('full-range-face-detector'),
    landmarker: await load('face-landmarker'),
    obstructionNet: await load('obstruction-net'),
  };
});

const find = async (image: RgbImage) => findOccludedFace(models, new ImagePyramid(image));

describe('findOccludedFace', () => {
  it('finds the face under a mask, and where its eyes are', async () => {
    const found = await find(await decode('masked.jpg'));
    expect(found?.isSure).toBe(true);
    expect(found?.map.visible.mouth).toBeLessThan(0.2);
    expect(found?.map.visible.leftEye).toBeGreaterThan(0.9);
  });

  it('finds the face behind dark glasses', async () => {
    const found = await find(await decode('sunglasses.jpg'));
    expect(found?.isSure).toBe(true);
    expect(found?.map.visible.leftEye).toBeLessThan(0.2);
    expect(found?.map.visible.mouth).toBeGreaterThan(0.9);
  });

  it('takes a bare face for one, and sees nothing over it', async () => {
    const found = await find(await decode('selfie.jpg'));
    expect(found?.isSure).toBe(true);
    expect(Math.min(...Object.values(found!.map.visible))).toBeGreaterThan(0.9);
  });

  it('finds nothing where nobody is', async () => {
    expect(await find(await decode('no-face.jpg'))).toBeUndefined();
  });

  it('finds nothing in a plain picture, however small or long', async () => {
    for (const [width, height] of [
      [1, 1],
      [640, 480],
      [3, 2000],
    ] as const) {
      expect(
        await find({ width, height, data: new Uint8Array(width * height * 3).fill(90) }),
      ).toBeUndefined();
    }
  });

  it('stops when the signal fires', async () => {
    const image = await decode('masked.jpg');
    await expect(
      findOccludedFace(models, new ImagePyramid(image), AbortSignal.abort()),
    ).rejects.toMatchObject({ type: 'inspection_aborted' });
  });
});
