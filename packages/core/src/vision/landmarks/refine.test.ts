import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWasmBackend } from '../../backends/wasm.ts';
import { sniffImage } from '../../image/sniff.ts';
import { createWasmDecoder } from '../../image/wasm-decoder.ts';
import { policies } from '../../policy.ts';
import { modelFile, sampleFile } from '../../testing/files.ts';
import { boundedLogit, closerLook } from '../faces/closer-look.ts';
import { overlap } from '../faces/face-detector.ts';
import { type FaceModels, findFaces, type SeenFace } from '../faces/find-faces.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { readCanonicalFace } from './canonical-face.ts';
import { type Pose2d, readLandmarks, regionFromBox } from './face-landmarker.ts';
import { meshMirror } from './mesh-mirror.ts';
import { settleLandmarks } from './refine.ts';

const jpeg = createRequire(import.meta.url).resolve('@cwasm/jpeg-turbo/jpeg-turbo.wasm');
const decoder = createWasmDecoder({ jpeg: new WebAssembly.Module(readFileSync(jpeg)) });

const mirror = meshMirror(readCanonicalFace(modelFile('canonical-face.json')).vertices);

let models: FaceModels;
beforeAll(async () => {
  const backend = createWasmBackend();
  const [detector, farDetector, landmarker] = await Promise.all([
    backend.load(modelFile('face-detector.onnx')),
    backend.load(modelFile('far-face-detector.onnx')),
    backend.load(modelFile('face-landmarker.onnx')),
  ]);
  models = { detector, farDetector, landmarker };
});

/** A photo that `pnpm samples` makes. */
async function photo(name: string): Promise<ImagePyramid> {
  const bytes = sampleFile(`${name}.jpg`);
  return new ImagePyramid(await decoder.decode(bytes, sniffImage(bytes), { longestSide: 1280 }));
}

/** Every picture is looked at in full. */
const policy = { ...policies.default.faces, maxDoubtAtAGlance: 0 };
const upright: Pose2d = { cos: 1, sin: 0 };
const clockwise: Pose2d = { cos: 0, sin: 1 };
const upsideDown: Pose2d = { cos: -1, sin: 0 };

describe('findFaces', () => {
  it('finds one upright face, and is sure of it', async () => {
    const faces = await findFaces(models, await photo('selfie'), policy);
    expect(faces).toHaveLength(1);
    expect(faces[0]!.turn).toEqual(upright);
    expect(faces[0]!.score).toBeGreaterThan(0.99);
  });

  it('is content with a glance where it leaves no doubt, and looks again where it does', async () => {
    const sizes: string[] = [];
    const watched: FaceModels = {
      ...models,
      detector: {
        ...models.detector,
        run: (inputs) => {
          sizes.push(inputs.input!.dims.slice(2).sort().join('x'));
          return models.detector.run(inputs);
        },
      },
    };
    const glancing = policies.default.faces;
    const selfie = await photo('selfie');
    const [glanced, ...none] = await findFaces(watched, selfie, glancing);
    expect(none).toEqual([]);
    expect(sizes).toEqual(['144x192']);
    const [seen] = await findFaces(models, selfie, policy);
    expect(overlap(glanced!.box, seen!.box)).toBeGreaterThan(0.7);

    sizes.length = 0;
    expect(await findFaces(watched, await photo('sample4'), glancing)).toHaveLength(4);
    expect(sizes.slice(0, 2)).toEqual(['144x192', '240x320']);
    sizes.length = 0;
    await findFaces(watched, selfie, policy);
    expect(sizes).toEqual(['240x320']);
  });

  it('finds the face of a photo that lies on its side, where it is', async () => {
    const [straight] = await findFaces(models, await photo('selfie'), policy);
    const lying = await photo('rotated-90');
    const [face, ...more] = await findFaces(models, lying, policy);
    expect(more).toEqual([]);
    const { x, y, width, height } = straight!.box;
    expect(Math.abs(face!.box.x + face!.box.width / 2 - (lying.image.width - y - height / 2))).toBeLessThan(
      60,
    );
    expect(Math.abs(face!.box.y + face!.box.height / 2 - (x + width / 2))).toBeLessThan(60);
  });

  it('lists a group largest first, and looks at no more candidates than the policy allows', async () => {
    const group = await photo('sample4');
    const faces = await findFaces(models, group, policy);
    expect(faces).toHaveLength(4);
    const areas = faces.map(({ box }) => box.width * box.height);
    expect(areas).toEqual([...areas].sort((a, b) => b - a));
    expect(await findFaces(models, group, { ...policy, maxCandidates: 2 })).toHaveLength(2);
  });

  it('asks for as much evidence as the policy does', async () => {
    const selfie = await photo('selfie');
    const doubting = { ...policy, sureScore: 2 };
    expect(await findFaces(models, selfie, doubting)).toHaveLength(1);
    const never = { ...doubting, minEvidence: 100, minTurnedEvidence: 100 };
    expect(await findFaces(models, selfie, never)).toEqual([]);
  });

  it('asks the second detector only where the first leaves a doubt, and counts what it says', async () => {
    let asked = 0;
    const counting: FaceModels = {
      ...models,
      farDetector: {
        ...models.farDetector,
        run: (inputs) => {
          asked += 1;
          return models.farDetector.run(inputs);
        },
      },
    };
    const selfie = await photo('selfie');
    await findFaces(counting, selfie, policy);
    expect(asked).toBe(0);
    // Nearby the first detector is as sure as can be: 4.6, and 0.7 for the first look.
    const doubting = { ...policy, sureScore: 2, minEvidence: 5.5, minTurnedEvidence: 100 };
    expect(await findFaces(counting, selfie, doubting)).toHaveLength(1);
    expect(asked).toBe(1);
    expect(await findFaces(models, selfie, { ...doubting, farDetectorWeight: 0 })).toEqual([]);
  });

  it('takes a face that the second detector alone proposes', async () => {
    const selfie = await photo('selfie');
    const blind = { ...policy, minCandidateScore: 0.9999999 };
    const [face, ...more] = await findFaces(models, selfie, blind);
    expect(more).toEqual([]);
    const [seen] = await findFaces(models, selfie, policy);
    expect(overlap(face!.box, seen!.box)).toBeGreaterThan(0.6);
  });

  it('finds nobody where nobody is', async () => {
    expect(await findFaces(models, await photo('no-face'), policy)).toEqual([]);
    const grey = { width: 300, height: 200, data: new Uint8Array(300 * 200 * 3).fill(128) };
    expect(await findFaces(models, new ImagePyramid(grey), policy)).toEqual([]);
  });

  it('stops when the signal has fired', async () => {
    await expect(findFaces(models, await photo('selfie'), policy, AbortSignal.abort())).rejects.toMatchObject(
      { type: 'inspection_aborted' },
    );
  });
});

describe('closerLook', () => {
  it('is sure of a face, and of a wall', async () => {
    const selfie = await photo('selfie');
    const [face] = await findFaces(models, selfie, policy);
    expect(await closerLook(models.detector, selfie, face!.box, upright)).toBeGreaterThan(4);
    const wall = { x: 0, y: 0, width: 60, height: 60 };
    expect(await closerLook(models.detector, selfie, wall, upright)).toBeLessThan(-2.5);
  });
});

describe('boundedLogit', () => {
  it.each([
    [0.5, 0],
    [0, -4.59512],
    [1, 4.59512],
    [0.999, 4.59512],
    [0.9, 2.197225],
  ])('of %f is %f', (probability, logit) => {
    expect(boundedLogit(probability)).toBeCloseTo(logit, 5);
  });

  it('reaches as far as asked', () => {
    expect(boundedLogit(1, 1e-5)).toBeCloseTo(11.512915, 5);
  });
});

describe('settleLandmarks', () => {
  const leans = ({ cos, sin }: Pose2d) => (Math.atan2(sin, cos) * 180) / Math.PI;

  it.each([
    ['selfie', 0],
    ['franck_01829', -11.5],
    ['rotated-90', 90],
  ])('places the mesh of %s as the head leans: %f degrees', async (name, expected) => {
    const pyramid = await photo(name);
    const [face] = await findFaces(models, pyramid, policy);
    const { landmarks } = await settleLandmarks(models, pyramid, face!, mirror);
    const { presence, upright: found } = landmarks;
    expect(Math.abs(leans(found) - expected)).toBeLessThan(2);
    expect(presence).toBeGreaterThan(0.9999);
  });

  it.each([
    ['upside down', upsideDown],
    ['on its side', clockwise],
    ['on its other side', { cos: 0, sin: -1 }],
  ])('ends upright though it was told that the face stands %s', async (_, turn) => {
    const selfie = await photo('selfie');
    const [found] = await findFaces(models, selfie, policy);
    const firstFit = await readLandmarks(models.landmarker, selfie, regionFromBox(found!.box, turn));
    const misled: SeenFace = { ...found!, turn, firstFit };
    const { landmarks } = await settleLandmarks(models, selfie, misled, mirror);
    expect(Math.abs(leans(landmarks.upright))).toBeLessThan(2);
    expect(landmarks.presence).toBeGreaterThan(0.9999);
  });
});

describe('symmetric points', () => {
  it('are those of the mirrored photo, mirrored', async () => {
    // A face that needs two crops, as does its mirror image: what differs then is the net alone.
    const pyramid = await photo('sunglasses');
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
    const { points, upright: level, region } = firstFit;
    const otherFace: SeenFace = {
      ...face!,
      box: { ...box, x: width - box.x - box.width },
      firstFit: {
        ...firstFit,
        points: Float64Array.from(points, (_, i) => {
          const twin = points[3 * mirror[Math.floor(i / 3)]! + (i % 3)]!;
          return i % 3 === 0 ? width - twin : twin;
        }),
        upright: { cos: level.cos, sin: -level.sin },
        region: { ...region, centre: { x: width - region.centre.x, y: region.centre.y } },
      },
    };
    const settled = await settleLandmarks(models, pyramid, face!, mirror);
    const otherSettled = await settleLandmarks(models, other, otherFace, mirror);
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
