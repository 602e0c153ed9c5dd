import { beforeAll, describe, expect, it } from 'vitest';
import { findFaces } from '../../inspections/faces.ts';
import { policies } from '../../policy.ts';
import { loadFaceModels, samplePyramid } from '../../testing/faces.ts';
import { modelFile } from '../../testing/files.ts';
import { readCanonicalFace } from '../landmarks/canonical-face.ts';
import { type PlaneRotation, readLandmarks, regionFromBox } from '../landmarks/face-landmarker.ts';
import { meshMirror } from '../landmarks/mesh-mirror.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import type { FaceModels, SeenFace } from './face-candidates.ts';
import { isSureFirstLook, refineLandmarks } from './refine.ts';

const mirror = meshMirror(readCanonicalFace(modelFile('canonical-face.json')).vertices);

/** Every picture is looked at in full. */
const policy = { ...policies.default.faces, maxCoarseDoubt: 0 };

let models: FaceModels;
let selfie: ImagePyramid;
/** The one in the selfie. */
let face: SeenFace;
beforeAll(async () => {
  models = await loadFaceModels();
  selfie = await samplePyramid('selfie');
  face = (await findFaces(models, selfie, policy))[0]!;
});

const clockwise: PlaneRotation = { cos: 0, sin: 1 };
const upsideDown: PlaneRotation = { cos: -1, sin: 0 };

describe('refineLandmarks', () => {
  const leans = ({ cos, sin }: PlaneRotation) => (Math.atan2(sin, cos) * 180) / Math.PI;

  it.each([
    ['selfie', 0],
    ['franck_01829', -11.5],
    ['rotated-90', 90],
  ])('places the mesh of %s as the head leans: %f degrees', async (name, expected) => {
    const pyramid = await samplePyramid(name);
    const [face] = await findFaces(models, pyramid, policy);
    const { landmarks } = await refineLandmarks(models, pyramid, face!, mirror);
    const { presence, roll: found } = landmarks;
    expect(Math.abs(leans(found) - expected)).toBeLessThan(2);
    expect(presence).toBeGreaterThan(0.9999);
  });

  it.each([
    ['upside down', upsideDown],
    ['on its side', clockwise],
    ['on its other side', { cos: 0, sin: -1 }],
  ])('ends upright though it was told that the face stands %s', async (_, turn) => {
    const firstFit = await readLandmarks(models.landmarker, selfie, regionFromBox(face.box, turn));
    const misled: SeenFace = { ...face, turn, firstFit };
    const { landmarks } = await refineLandmarks(models, selfie, misled, mirror);
    expect(Math.abs(leans(landmarks.roll))).toBeLessThan(2);
    expect(landmarks.presence).toBeGreaterThan(0.9999);
  });
});

describe('the first look', () => {
  it('is sure of a face that stands level in its crop, and not of one that does not', async () => {
    expect(isSureFirstLook(face)).toBe(true);
    for (const turn of [upsideDown, clockwise]) {
      const firstFit = await readLandmarks(models.landmarker, selfie, regionFromBox(face.box, turn));
      expect(isSureFirstLook({ turn, firstFit })).toBe(false);
    }
    const { box } = face;
    for (const misplaced of [
      { ...box, x: box.x + box.width / 4 },
      { ...box, width: 1.5 * box.width, height: 1.5 * box.height },
    ]) {
      const firstFit = await readLandmarks(models.landmarker, selfie, regionFromBox(misplaced, face.turn));
      expect(isSureFirstLook({ turn: face.turn, firstFit })).toBe(false);
    }
  });
});

describe('symmetric points', () => {
  it('are those of the mirrored photo, mirrored', async () => {
    // A face that needs two crops, as does its mirror image: what differs then is the net alone.
    const pyramid = await samplePyramid('sunglasses');
    const { width, height, data } = pyramid.image;
    const flipped = new Uint8Array(data.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = 3 * (y * width + x);
        flipped.set(data.subarray(from, from + 3), 3 * (y * width + width - 1 - x));
      }
    }
    const other = new ImagePyramid({ width, height, data: flipped });
    const [face] = await findFaces(models, pyramid, policy);
    const { box, firstFit } = face!;
    const { points, roll: level, region } = firstFit;
    const otherFace: SeenFace = {
      ...face!,
      box: { ...box, x: width - box.x - box.width },
      firstFit: {
        ...firstFit,
        points: Float64Array.from(points, (_, i) => {
          const twin = points[3 * mirror[Math.floor(i / 3)]! + (i % 3)]!;
          return i % 3 === 0 ? width - twin : twin;
        }),
        roll: { cos: level.cos, sin: -level.sin },
        region: { ...region, centre: { x: width - region.centre.x, y: region.centre.y } },
      },
    };
    const settled = await refineLandmarks(models, pyramid, face!, mirror);
    const otherSettled = await refineLandmarks(models, other, otherFace, mirror);
    const farthest = (a: Float64Array, b: Float64Array) => {
      let most = 0;
      for (let vertex = 0; vertex < 468; vertex++) {
        const twin = mirror[vertex]!;
        const dx = a[3 * vertex]! - (width - b[3 * twin]!);
        const dy = a[3 * vertex + 1]! - b[3 * twin + 1]!;
        most = Math.max(most, Math.sqrt(dx * dx + dy * dy));
      }
      return most;
    };
    expect(farthest(settled.symmetric, otherSettled.symmetric)).toBeLessThan(0.2);
    // The net alone is not that even-handed.
    expect(farthest(settled.landmarks.points, otherSettled.landmarks.points)).toBeGreaterThan(1);
  });
});
