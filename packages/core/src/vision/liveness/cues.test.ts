import { describe, expect, it } from 'vitest';
import type { InferenceModel, Tensor } from '../../contract/ports.ts';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { type LivenessSignals, measureLiveness } from './cues.ts';
import { featureCount, likelyWide, personFeatureCount, spoofNetSide } from './tuning.ts';

/** Red grows to the right and green downwards, a level a pixel, so that an input says where it was taken from. */
const shaded: RgbImage = { width: 200, height: 160, data: new Uint8Array(200 * 160 * 3) };
for (let y = 0; y < 160; y++) {
  for (let x = 0; x < 200; x++) shaded.data.set([x, y, 7], (y * 200 + x) * 3);
}
const face = { box: { x: 80, y: 60, width: 40, height: 40 }, turn: { cos: 1, sin: 0 } } as const;

/** Its nth look has the genuine logit `margins[n]` and n in every feature; attacks have logits that add up to none. */
function spoofNetOf(margins: readonly number[], looked: () => void = () => {}) {
  const seen: Tensor[] = [];
  const model: InferenceModel = {
    run: async ({ input }) => {
      const look = seen.push(input!) - 1;
      looked();
      return {
        logits: { data: Float32Array.of(margins[look]!, -1000, 0), dims: [1, 3] },
        features: { data: new Float32Array(featureCount).fill(look), dims: [1, featureCount, 1, 1] },
      };
    },
    dispose: async () => {},
  };
  return { model, seen };
}

const means = (channels: number, first: number): Tensor => ({
  data: Float32Array.from({ length: channels }, (_, i) => first + i),
  dims: [1, channels, 1, 1],
});
const personNet: InferenceModel = {
  run: async () => ({
    coarse: means(64, 152),
    fine: means(24, 96),
    middle: means(32, 120),
    features: means(96, 0),
  }),
  dispose: async () => {},
};

/** What an input shows, in pixels of the picture, from the levels at its first and its last corner. */
function shownIn({ data }: Tensor) {
  const plane = spoofNetSide * spoofNetSide;
  const from = (channel: number) => data[channel * plane]!;
  const to = (channel: number) => data[channel * plane + plane - 1]!;
  return { left: from(2), top: from(1), right: to(2), bottom: to(1) };
}

describe('measureLiveness', () => {
  it('looks at the face closely, at the whole frame, and at what surrounds the face', async () => {
    const { model, seen } = spoofNetOf([1, 1, 1]);
    await measureLiveness({ spoofNet: model, personNet }, new ImagePyramid(shaded), face, { quantiser: 0 });
    const regions = [
      { left: 80, top: 60, right: 119, bottom: 99 },
      { left: 0, top: 0, right: 199, bottom: 159 },
      { left: 60, top: 40, right: 139, bottom: 119 },
    ];
    expect(seen).toHaveLength(regions.length);
    for (const [i, region] of regions.entries()) {
      const shown = shownIn(seen[i]!);
      for (const edge of ['left', 'top', 'right', 'bottom'] as const) {
        expect(Math.abs(shown[edge] - region[edge]), `${edge} of look ${i}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it('adds both looks at the face up, and keeps the frame and the features of the close look apart', async () => {
    const { model } = spoofNetOf([2, 4, -5]);
    const signals = await measureLiveness({ spoofNet: model, personNet }, new ImagePyramid(shaded), face, {
      quantiser: 0,
    });
    expect(signals.faceMargin).toBeCloseTo(2 - 5, 9);
    expect(signals.frameMargin).toBeCloseTo(4, 9);
    expect(signals.faceFeatures[0]).toBe(0);
    expect(signals.frameFeatures[0]).toBe(1);
    expect(signals.looks).toBe(3);
  });

  it('keeps what person-net sees in the order in which the head was fitted on it: the last map, then from fine to coarse', async () => {
    const { model } = spoofNetOf([1, 1, 1]);
    const nets = { spoofNet: model, personNet };
    const { personFeatures } = await measureLiveness(nets, new ImagePyramid(shaded), face, { quantiser: 0 });
    expect([...personFeatures]).toEqual(Array.from({ length: personFeatureCount }, (_, i) => i));
  });

  it('takes no third look where two settle it, and says what that one likely is', async () => {
    const { model, seen } = spoofNetOf([2, 4]);
    let asked = 0;
    const isSettled = () => ++asked === 1;
    const nets = { spoofNet: model, personNet };
    const signals = await measureLiveness(nets, new ImagePyramid(shaded), face, { quantiser: 0, isSettled });
    expect(seen).toHaveLength(2);
    expect(signals.looks).toBe(2);
    const likely = likelyWide.margin + likelyWide.ofClose * 2 + likelyWide.ofFrame * 4;
    expect(signals.faceMargin).toBeCloseTo(2 + likely, 9);
  });

  it('lets the third look stand in for its guess where two do not settle it', async () => {
    const { model } = spoofNetOf([2, 4, -5]);
    const guessed: number[] = [];
    const isSettled = ({ faceMargin }: LivenessSignals) => guessed.push(faceMargin) < 0;
    const nets = { spoofNet: model, personNet };
    const signals = await measureLiveness(nets, new ImagePyramid(shaded), face, { quantiser: 0, isSettled });
    expect(guessed).toHaveLength(1);
    expect(signals.faceMargin).toBeCloseTo(2 - 5, 9);
    expect(signals.looks).toBe(3);
  });

  it('ends after the look in hand when it is aborted', async () => {
    const controller = new AbortController();
    const { model, seen } = spoofNetOf([1, 1, 1], () => controller.abort());
    await expect(
      measureLiveness({ spoofNet: model, personNet }, new ImagePyramid(shaded), face, {
        quantiser: 0,
        signal: controller.signal,
      }),
    ).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });
});
