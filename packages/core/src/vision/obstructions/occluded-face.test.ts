import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSimdBackend } from '../../backends/simd/simd.ts';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { sniffImage } from '../../image/sniff.ts';
import { createWasmDecoder } from '../../image/wasm-decoder.ts';
import { modelFile, sampleFile } from '../../testing/files.ts';
import { searchPicture } from '../faces/whole-picture.ts';
import { noRotation } from '../landmarks/face-landmarker.ts';
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
  const backend = createSimdBackend();
  const load = (name: string) => backend.load(modelFile(`${name}.onnx`));
  models = {
    detector: await load('face-detector'),
    fullRangeDetector: await load('full-range-face-detector'),
    landmarker: await load('face-landmarker'),
    obstructionNet: await load('obstruction-net'),
  };
});

/** What lies over a point of a face, as a grey level; u and v in widths and heights of its box, from its middle and from its top. */
type Cover = (u: number, v: number) => number | undefined;

/** Dark cloth over the head and down from it, but for a slit in front of the eyes. */
const niqab: Cover = (u, v) => {
  const isHead = (u / 0.78) * (u / 0.78) + ((v - 0.42) / 0.85) * ((v - 0.42) / 0.85) < 1;
  const isBody = v > 0.7 && Math.abs(u) < 0.6 + Math.min(1, (v - 0.7) / 0.6) * 1.2;
  const isSlit = v > 0.2 && v < 0.44 && Math.abs(u) < 0.46;
  return (isHead || isBody) && !isSlit ? 26 : undefined;
};

/** A bright mask and dark glasses. */
const maskAndGlasses: Cover = (u, v) => {
  const isLens = [-0.2, 0.2].some((x) => ((u - x) / 0.19) ** 2 + ((v - 0.37) / 0.12) ** 2 < 1);
  const isBridge = Math.abs(v - 0.35) < 0.02 && Math.abs(u) < 0.5;
  if (isLens || isBridge) return 18;
  return v > 0.5 && v < 1.02 && Math.abs(u) < 0.47 - 0.35 * Math.max(0, v - 0.75) ? 231 : undefined;
};

async function covered(name: string, cover: Cover): Promise<RgbImage> {
  const image = await decode(name);
  const [seen] = await searchPicture(models.detector, new ImagePyramid(image), {
    turn: noRotation,
    distance: 1,
    minScore: 0.9,
    maxCandidates: 1,
  });
  const { box } = seen!;
  const data = Uint8Array.from(image.data);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const level = cover((x - box.x) / box.width - 0.5, (y - box.y) / box.height);
      const at = 3 * (y * image.width + x);
      if (level !== undefined) data.fill(level, at, at + 3);
    }
  }
  return { ...image, data };
}

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

  it('finds the face of which a niqab leaves the eyes alone', async () => {
    const found = await find(await covered('selfie.jpg', niqab));
    expect(found?.isSure).toBe(true);
    const { leftEye, rightEye, nose, mouth } = found!.map.visible;
    expect(Math.min(leftEye, rightEye)).toBeGreaterThan(0.8);
    expect(Math.max(nose, mouth)).toBeLessThan(0.2);
  });

  it('finds the face under a mask and dark glasses, with next to nothing of it in sight', async () => {
    const found = await find(await covered('selfie.jpg', maskAndGlasses));
    expect(found?.isSure).toBe(true);
    const { leftEye, rightEye, nose, mouth } = found!.map.visible;
    expect(Math.max(leftEye, rightEye, nose, mouth)).toBeLessThan(0.5);
  });

  it('finds the half of a face that the edge of the picture leaves, without a cover', async () => {
    const image = await decode('selfie.jpg');
    const half = { ...image, width: Math.round(image.width / 2) };
    const data = Uint8Array.from({ length: 3 * half.width * half.height }, (_, i) => {
      const at = i % (3 * half.width);
      return image.data[((i - at) / half.width) * image.width + at]!;
    });
    const found = await find({ ...half, data });
    expect(found?.isSure).toBe(true);
    expect(found!.map.inside.mouth).toBeLessThan(0.7);
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
