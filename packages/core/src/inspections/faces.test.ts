import { beforeAll, describe, expect, it } from 'vitest';
import type { Box, RgbImage } from '../contract/rgb-image.ts';
import { policies } from '../policy.ts';
import { loadFaceModels, samplePyramid } from '../testing/faces.ts';
import type { FaceCandidate, FaceModels, SeenFace } from '../vision/faces/face-candidates.ts';
import { type DetectedFace, overlap } from '../vision/faces/face-detector.ts';
import { noRotation, type PlaneRotation } from '../vision/landmarks/face-landmarker.ts';
import { ImagePyramid } from '../vision/sampling/affine.ts';
import { acceptFaces, findFaces, inspectFaces } from './faces.ts';

const policy = policies.default.faces;
const face = (width: number, score: number): DetectedFace => ({
  box: { x: 10, y: 20, width, height: width * 1.3 },
  score,
});

describe('inspectFaces', () => {
  it('fails without a face', () => {
    const result = inspectFaces([], policy);
    expect(result).toMatchObject({ outcome: 'failed', score: 0, evidence: { count: 0 } });
    expect(result.findings).toEqual([
      { code: 'face_not_detected', score: 0, message: expect.stringMatching(/^[A-Z][^.]*\.$/) },
    ]);
  });

  // Of a face that is covered as a whole nothing shows that it is one: whoever covers it has to hear it here.
  it('tells whoever covers their face to uncover it', () => {
    expect(inspectFaces([], policy).findings[0]?.message).toMatch(/nothing over it\.$/);
  });

  it('passes one face with its score', () => {
    expect(inspectFaces([face(100, 0.973)], policy)).toEqual({
      outcome: 'passed',
      score: 97,
      findings: [],
      evidence: { count: 1 },
    });
  });

  it('fails with two or more, as sure as it is of the surest one beside the largest', () => {
    const result = inspectFaces([face(100, 0.99), face(50, 0.6), face(40, 0.8)], policy);
    expect(result).toMatchObject({ outcome: 'failed', score: 20, evidence: { count: 3 } });
    expect(result.findings).toEqual([
      { code: 'multiple_faces_detected', score: 20, message: expect.stringMatching(/^3 faces [^.]*\.$/) },
    ]);
  });

  it('ignores faces narrower than the share of the largest that the policy names, and not those at the limit', () => {
    const faces = [face(100, 0.99), face(30, 0.9), face(29.9, 0.9)];
    const count = (ignoreNarrowerThan: number) =>
      inspectFaces(faces, { ...policy, ignoreNarrowerThan }).evidence.count;
    expect(count(0)).toBe(3);
    expect(count(0.3)).toBe(2);
    expect(count(0.31)).toBe(1);
    expect(inspectFaces(faces, { ...policy, ignoreNarrowerThan: 0.31 }).outcome).toBe('passed');
  });
});

describe('acceptFaces', () => {
  const turned: PlaneRotation = { cos: 0, sin: 1 };
  const candidate = (
    {
      x = 0,
      y = 0,
      width = 100,
      turn = noRotation,
    }: { x?: number; y?: number; width?: number; turn?: PlaneRotation },
    evidence: number,
    isSeconded = true,
  ): FaceCandidate => {
    const seen: Omit<SeenFace, 'firstFit'> = {
      box: { x, y, width, height: width },
      score: 0.9,
      turn,
    };
    return { face: seen as SeenFace, evidence, isSeconded };
  };
  const accepted = (...candidates: FaceCandidate[]) =>
    acceptFaces(candidates, policy).map(({ box }) => box.width);

  it('takes the surest from the least evidence on, and asks more of a picture that was turned', () => {
    expect(accepted()).toEqual([]);
    expect(accepted(candidate({}, policy.minEvidence))).toEqual([100]);
    expect(accepted(candidate({}, policy.minEvidence - 0.01))).toEqual([]);
    expect(accepted(candidate({ turn: turned }, policy.minTurnedEvidence - 0.01))).toEqual([]);
    expect(accepted(candidate({ turn: turned }, policy.minTurnedEvidence))).toEqual([100]);
  });

  it('asks more of a second face that the first detector alone sees: a hand, a sleeve, a ball', () => {
    const first = candidate({}, Infinity);
    const count = (evidence: number, isSeconded: boolean) =>
      acceptFaces([first, candidate({ x: 500, width: 90 }, evidence, isSeconded)], policy).length;
    const between = (policy.minEvidenceBeside + policy.minEvidenceOfSmall) / 2;
    expect(count(between, true)).toBe(2);
    expect(count(between, false)).toBe(1);
    expect(count(policy.minEvidenceOfSmall, false)).toBe(2);
    // The surest one has to show what it always had to.
    expect(acceptFaces([candidate({}, policy.minEvidence, false)], policy)).toHaveLength(1);
  });

  it('asks less of a further face, unless it is small beside one beyond doubt, and lists the largest first', () => {
    const beside = candidate({ x: 500, width: 120 }, policy.minEvidenceBeside);
    expect(accepted(candidate({}, 3), beside)).toEqual([120, 100]);
    const small = (evidence: number) => candidate({ x: 500, width: 49 }, evidence);
    expect(accepted(candidate({}, Infinity), small(policy.minEvidenceOfSmall - 0.01))).toEqual([100]);
    expect(accepted(candidate({}, Infinity), small(policy.minEvidenceOfSmall))).toEqual([100, 49]);
    expect(accepted(candidate({}, 3), small(policy.minEvidenceBeside))).toEqual([100, 49]);
  });

  it('takes what lies inside a surer face for a part of it', () => {
    expect(accepted(candidate({}, 3), candidate({ x: 20, width: 60 }, 2))).toEqual([100]);
    expect(accepted(candidate({}, 3), candidate({ x: 70, width: 100 }, 2))).toEqual([100, 100]);
  });

  it('takes two boxes of one size, one above the other, for the two ends of one face', () => {
    const above = candidate({}, 3);
    expect(accepted(above, candidate({ x: 10, y: 65 }, 2))).toEqual([100]);
    // Cheek to cheek, a child before its parent, and a friend below are people.
    expect(accepted(above, candidate({ x: 65 }, 2))).toEqual([100, 100]);
    expect(accepted(above, candidate({ y: 75, width: 60 }, 2))).toEqual([100, 60]);
    expect(accepted(above, candidate({ y: 85 }, 2))).toEqual([100, 100]);
    // In a photo that lies on its side they stand side by side in the picture.
    const lying = candidate({ turn: turned }, 9);
    expect(accepted(lying, candidate({ x: 65, y: 10, turn: turned }, 8))).toEqual([100]);
    expect(accepted(lying, candidate({ y: 65, turn: turned }, 8))).toEqual([100, 100]);
  });
});

let models: FaceModels;
beforeAll(async () => {
  models = await loadFaceModels();
});

/** The picture with its own face once more in the upper left corner, so many pixels wide. */
function withSmallCopy(image: RgbImage, { x, y, width, height }: Box, faceWidth: number): RgbImage {
  const data = Uint8Array.from(image.data);
  const step = width / faceWidth;
  const margin = 0.4 * faceWidth;
  const across = Math.round(faceWidth + 2 * margin);
  const down = Math.round(height / step + 2 * margin);
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const colour = meanOf(image, x + (column - margin) * step, y + (row - margin) * step, step);
      data.set(colour, 3 * ((row + 8) * image.width + column + 8));
    }
  }
  return { ...image, data };
}

/** Mean colour of a square of the picture. */
function meanOf({ data, width, height }: RgbImage, x: number, y: number, side: number): number[] {
  const sum = [0, 0, 0];
  let count = 0;
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(height, y + side); row++) {
    for (let column = Math.max(0, Math.floor(x)); column < Math.min(width, x + side); column++) {
      for (let c = 0; c < 3; c++) sum[c]! += data[3 * (row * width + column) + c]!;
      count += 1;
    }
  }
  return sum.map((value) => value / Math.max(1, count));
}

/** Every picture is looked at in full. */
const inFull = { ...policy, maxCoarseDoubt: 0 };

describe('findFaces', () => {
  it('finds one upright face, and is sure of it', async () => {
    const faces = await findFaces(models, await samplePyramid('selfie'), inFull);
    expect(faces).toHaveLength(1);
    expect(faces[0]!.turn).toEqual(noRotation);
    expect(faces[0]!.score).toBeGreaterThan(0.99);
  });

  it('takes the face of a coarse pass where it leaves no doubt, and looks finely for who is small beside it', async () => {
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
    const coarse = policy;
    const selfie = await samplePyramid('selfie');
    const [atOnce, ...none] = await findFaces(watched, selfie, coarse);
    expect(none).toEqual([]);
    // A wall is behind the person: of the fine look hardly anything is left.
    const pixels = (size = '') => size.split('x').reduce((product, side) => product * Number(side), 1);
    expect(sizes).toEqual(['144x192', expect.any(String)]);
    expect(pixels(sizes[1])).toBeLessThan(0.2 * 288 * 384);
    const [seen] = await findFaces(models, selfie, inFull);
    expect(overlap(atOnce!.box, seen!.box)).toBeGreaterThan(0.7);

    sizes.length = 0;
    expect(await findFaces(watched, await samplePyramid('sample4'), coarse)).toHaveLength(4);
    expect(sizes.slice(0, 2)).toEqual(['144x192', '240x320']);
    sizes.length = 0;
    await findFaces(watched, selfie, inFull);
    expect(sizes[0]).toBe('240x320');
    expect(pixels(sizes[1])).toBeLessThan(0.2 * 288 * 384);

    // Nobody whom the coarse pass misses would count.
    sizes.length = 0;
    await findFaces(watched, selfie, { ...coarse, ignoreNarrowerThan: 0.5 });
    expect(sizes).toEqual(['144x192']);
  });

  it.each([
    ['default', policy],
    ['strict', policies.strict.faces],
  ])(
    'finds people as small as 3 and 4 %% of the picture beside a large face, by the policy %s',
    async (_, asked) => {
      const { image } = await samplePyramid('selfie');
      const [large] = await findFaces(models, new ImagePyramid(image), asked);
      for (const share of [0.03, 0.04]) {
        const picture = withSmallCopy(image, large!.box, share * Math.max(image.width, image.height));
        const faces = await findFaces(models, new ImagePyramid(picture), asked);
        expect(faces).toHaveLength(2);
        expect(faces[1]!.box.x).toBeLessThan(0.1 * image.width);
      }
    },
  );

  it('finds the face of a photo that lies on its side, where it is', async () => {
    const [straight] = await findFaces(models, await samplePyramid('selfie'), inFull);
    const lying = await samplePyramid('rotated-90');
    const [face, ...more] = await findFaces(models, lying, inFull);
    expect(more).toEqual([]);
    const { x, y, width, height } = straight!.box;
    expect(Math.abs(face!.box.x + face!.box.width / 2 - (lying.image.width - y - height / 2))).toBeLessThan(
      60,
    );
    expect(Math.abs(face!.box.y + face!.box.height / 2 - (x + width / 2))).toBeLessThan(60);
  });

  it('lists a group largest first, and looks at no more candidates than the policy allows', async () => {
    const group = await samplePyramid('sample4');
    const faces = await findFaces(models, group, inFull);
    expect(faces).toHaveLength(4);
    const areas = faces.map(({ box }) => box.width * box.height);
    expect(areas).toEqual([...areas].sort((a, b) => b - a));
    expect(await findFaces(models, group, { ...inFull, maxCandidates: 2 })).toHaveLength(2);
  });

  it('asks for as much evidence as the policy does', async () => {
    const selfie = await samplePyramid('selfie');
    const doubting = { ...inFull, sureScore: 2 };
    expect(await findFaces(models, selfie, doubting)).toHaveLength(1);
    const never = { ...doubting, minEvidence: 100, minTurnedEvidence: 100 };
    expect(await findFaces(models, selfie, never)).toEqual([]);
  });

  it('asks the second detector only where the first leaves a doubt, and counts what it says', async () => {
    let asked = 0;
    const counting: FaceModels = {
      ...models,
      fullRangeDetector: {
        ...models.fullRangeDetector,
        run: (inputs) => {
          asked += 1;
          return models.fullRangeDetector.run(inputs);
        },
      },
    };
    const selfie = await samplePyramid('selfie');
    await findFaces(counting, selfie, inFull);
    expect(asked).toBe(0);
    // Nearby the first detector is as sure as can be: 4.6, and 0.7 for the first look.
    const doubting = { ...inFull, sureScore: 2, minEvidence: 5.5, minTurnedEvidence: 100 };
    expect(await findFaces(counting, selfie, doubting)).toHaveLength(1);
    expect(asked).toBe(1);
    expect(await findFaces(models, selfie, { ...doubting, fullRangeWeight: 0 })).toEqual([]);
  });

  it('takes a face that the second detector alone proposes', async () => {
    const selfie = await samplePyramid('selfie');
    const blind = { ...inFull, minCandidateScore: 0.9999999 };
    const [face, ...more] = await findFaces(models, selfie, blind);
    expect(more).toEqual([]);
    const [seen] = await findFaces(models, selfie, inFull);
    expect(overlap(face!.box, seen!.box)).toBeGreaterThan(0.6);
  });

  it('finds nobody where nobody is', async () => {
    expect(await findFaces(models, await samplePyramid('no-face'), inFull)).toEqual([]);
    const grey = { width: 300, height: 200, data: new Uint8Array(300 * 200 * 3).fill(128) };
    expect(await findFaces(models, new ImagePyramid(grey), inFull)).toEqual([]);
  });

  it('stops when the signal has fired', async () => {
    await expect(
      findFaces(models, await samplePyramid('selfie'), inFull, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ type: 'inspection_aborted' });
  });
});
