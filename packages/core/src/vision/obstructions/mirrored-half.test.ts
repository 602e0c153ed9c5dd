import { beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { loadFaceModels, samplePyramid } from '../../testing/faces.ts';
import type { FaceModels } from '../faces/face-candidates.ts';
import { pointAt } from '../landmarks/face-landmarker.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { findHalfFace, mirroredAt } from './mirrored-half.ts';

const noseTip = 1;

let models: FaceModels;
let selfie: RgbImage;

beforeAll(async () => {
  models = await loadFaceModels();
  selfie = (await samplePyramid('selfie')).image;
});

/** The columns from `from` on, before `to`. */
function columns({ width, height, data }: RgbImage, from: number, to: number): RgbImage {
  const rows = Array.from({ length: height }, (_, row) =>
    data.subarray(3 * (row * width + from), 3 * (row * width + to)),
  );
  return { width: to - from, height, data: Uint8Array.from(rows.flatMap((row) => Array.from(row))) };
}

const find = (image: RgbImage) => findHalfFace(models, new ImagePyramid(image));

describe('findHalfFace', () => {
  it.each([0.42, 0.5, 0.58])(
    'finds the face that the picture ends in, %d of it in sight, and half of it outside',
    async (share) => {
      const nose = Math.round(0.5 * selfie.width);
      const cut = Math.round((share - 0.5) * 0.55 * selfie.width);
      const left = await find(columns(selfie, 0, nose + cut));
      const right = await find(columns(selfie, nose - cut, selfie.width));
      expect(Math.abs(pointAt(left!.points, noseTip).x - (nose + cut))).toBeLessThan(0.06 * selfie.width);
      expect(Math.abs(pointAt(right!.points, noseTip).x)).toBeLessThan(0.06 * selfie.width);
      const outside = left!.points.filter((x, i) => i % 3 === 0 && x > nose + cut).length;
      expect(outside / 468).toBeCloseTo(0.5, 1);
    },
  );

  it('finds none where the face is whole, and where nobody is', async () => {
    expect(await find(selfie)).toBeUndefined();
    expect(await find((await samplePyramid('no-face')).image)).toBeUndefined();
    expect(await find({ width: 1, height: 1, data: new Uint8Array(3) })).toBeUndefined();
  });
});

describe('mirroredAt', () => {
  const row = (...reds: number[]) => Uint8Array.from(reds.flatMap((red) => [red, 0, 0]));
  const image = { width: 3, height: 2, data: Uint8Array.from([...row(1, 2, 3), ...row(4, 5, 6)]) };
  const reds = ({ data }: RgbImage) => Array.from(data).filter((_, i) => i % 3 === 0);

  it('puts the mirror image beyond the edge, as far in as the picture is high', () => {
    const left = mirroredAt(image, 'left');
    expect(left.image).toMatchObject({ width: 4, height: 2 });
    expect(reds(left.image)).toEqual([2, 1, 1, 2, 5, 4, 4, 5]);
    expect(left.shift).toBe(-2);
    const right = mirroredAt(image, 'right');
    expect(reds(right.image)).toEqual([2, 3, 3, 2, 5, 6, 6, 5]);
    expect(right.shift).toBe(1);
  });
});
