import { type CueFusion, readCues } from '@livephoto/core/calibration';
import { describe, expect, it } from 'vitest';
import {
  calibrateLogits,
  fitHead,
  headLogit,
  type LabelledSignals,
  leftOutLogits,
  scaledFusion,
} from './fit-head.ts';

/** Repeatable noise of roughly normal spread. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return () => uniform() + uniform() + uniform() + uniform() - 2;
}

const facePenalty = { penalties: { faceFeatures: 1 }, taughtWeight: 1 };

/**
 * Two or more sources. The margins tell a little; the third number of the face tells everywhere, the fourth in the first
 * source alone, and there it is turned round.
 */
function photos(count: number, sources = 2): LabelledSignals[] {
  const random = noise(11);
  return Array.from({ length: count }, (_, i) => {
    const genuine = i % 2 === 0;
    const side = genuine ? 1 : -1;
    const source = Math.floor(i / 2) % sources;
    const faceFeatures = Float64Array.from({ length: 30 }, () => 0.03 + 0.01 * random());
    faceFeatures[2]! += 0.02 * side;
    if (source === 0) faceFeatures[3]! += 0.2 * side;
    return {
      signals: {
        faceMargin: side + 3 * random(),
        looks: 3 as const,
        frameMargin: side + 3 * random(),
        faceFeatures,
        frameFeatures: Float64Array.from({ length: 4 }, random),
        personFeatures: new Float64Array(1),
        paperRim: 0,
        skinTones: new Float64Array(2),
        conditions: { brightness: 120, colour: 0.8, quantiser: 6, bars: 0 },
      },
      genuine,
      source: `source ${source}`,
      weak: false,
    };
  });
}

const share = (list: readonly LabelledSignals[], logits: readonly number[]) =>
  list.filter(({ genuine }, i) => logits[i]! > 0 === genuine).length / list.length;

const weightsOf = (head: CueFusion, wanted: string) =>
  head.cues.find(({ name }) => name === wanted)!.linear!.weight;

describe('fitHead', () => {
  it('learns what tells genuine from attack, and reads it out as core does', () => {
    const some = photos(400);
    const fitted = fitHead(some, facePenalty);
    const unfitted = share(
      some,
      some.map(({ signals }) => signals.faceMargin + signals.frameMargin),
    );
    expect(
      share(
        some,
        some.map(({ signals }) => headLogit(fitted, signals)),
      ),
    ).toBeGreaterThan(unfitted + 0.1);
    const { signals } = some[0]!;
    const { face, frame, faceFeatures, frameFeatures } = readCues(signals, fitted);
    const { bias, face: margin } = fitted.fusion;
    expect(headLogit(fitted, signals)).toBeCloseTo(bias + margin! * (face! + frame!) + faceFeatures!, 12);
    expect(frameFeatures).toBeUndefined();
  });

  it('stays with the margins where penalties are strong', () => {
    const fitted = fitHead(photos(200), {
      penalties: { faceFeatures: 1e9, frameFeatures: 1e9 },
      taughtWeight: 1,
    });
    expect(fitted.fusion.face).toBeGreaterThan(0.1);
    for (const weight of [...weightsOf(fitted, 'faceFeatures'), ...weightsOf(fitted, 'frameFeatures')]) {
      expect(Math.abs(weight)).toBeLessThan(1e-4);
    }
  });

  it('lets a source of few photos count for more than its number, and weak labels for less', () => {
    const many = photos(400).filter(
      ({ source, genuine }, i) => source === 'source 0' || genuine || i % 40 === 3,
    );
    const even = fitHead(many, facePenalty);
    const weak = fitHead(
      many.map((photo) => ({ ...photo, weak: photo.source === 'source 0' })),
      facePenalty,
    );
    // Only the first source has anything in its fourth number.
    expect(Math.abs(weightsOf(weak, 'faceFeatures')[3]!)).toBeLessThan(
      Math.abs(weightsOf(even, 'faceFeatures')[3]!),
    );
  });
});

it('lets what is taught weigh as it is told, and leaves ridge and calibration to the photos', () => {
  const some = photos(300);
  // Drawings that say the contrary of the third number.
  const drawn = photos(300).map((photo) => ({
    ...photo,
    genuine: !photo.genuine,
    source: `drawn ${photo.source}`,
    taught: true,
  }));
  const third = (taughtWeight: number) =>
    weightsOf(fitHead([...some, ...drawn], { ...facePenalty, taughtWeight }), 'faceFeatures')[2]!;
  expect(third(0)).toBeGreaterThan(third(0.25));
  expect(third(0.25)).toBeGreaterThan(third(1));
  expect(Math.abs(third(1))).toBeLessThan(0.05);
  const logits = some.map(({ signals }) => signals.faceMargin);
  const both = [...logits, ...drawn.map(() => 5)];
  expect(calibrateLogits([...some, ...drawn], both)).toEqual(calibrateLogits(some, logits));
});

describe('leftOutLogits', () => {
  it('judges each source by the others alone', () => {
    const some = photos(300, 3);
    const logits = leftOutLogits(some, some, facePenalty);
    const others = fitHead(
      some.filter(({ source }) => source !== 'source 1'),
      facePenalty,
    );
    for (const [i, { source, signals }] of some.entries()) {
      if (source === 'source 1') expect(logits[i]).toBe(headLogit(others, signals));
    }
  });

  it('does not carry over what holds in one source only', () => {
    const some = photos(400);
    const fitted = fitHead(some, facePenalty);
    const inside = some.map(({ signals }) => headLogit(fitted, signals));
    expect(share(some, leftOutLogits(some, some, facePenalty))).toBeLessThan(share(some, inside));
  });
});

describe('calibrateLogits', () => {
  it('undoes a stretched and shifted logit', () => {
    const random = noise(3);
    // Genuine with probability 1 / (1 + exp(-t)); the logit given is 3 t + 6.
    const truth = Array.from({ length: 4000 }, () => 2 * random());
    const some = truth.map((t, i) => ({
      ...photos(2)[0]!,
      genuine: random() / 4 + 0.5 < 1 / (1 + Math.exp(-4 * t)),
      source: `${i % 2}`,
    }));
    const { slope, bias } = calibrateLogits(
      some,
      truth.map((t) => 3 * t + 6),
    );
    const straight = calibrateLogits(some, truth);
    expect(3 * slope).toBeCloseTo(straight.slope, 3);
    expect(bias + 6 * slope).toBeCloseTo(straight.bias, 3);
  });
});

it('turns a fit and its calibration into the weights of the head', () => {
  const cues = (['face', 'frame', 'faceFeatures', 'frameFeatures'] as const).map((name) => ({
    name,
    biasShare: 0.25,
  }));
  const fusion = { bias: 0.5, face: 0.25, frame: 0.25, faceFeatures: 1, frameFeatures: 1 };
  expect(scaledFusion({ cues, fusion }, { slope: 2, bias: -0.1 })).toEqual({
    bias: 0.9,
    face: 0.5,
    frame: 0.5,
    faceFeatures: 2,
    frameFeatures: 2,
  });
});
