import { describe, expect, it } from 'vitest';
import type { InferenceModel, Tensor } from '../../contract/ports.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { containment, detectFaces, overlap, suppressOverlaps } from './face-detector.ts';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const options = { width: 320, height: 240, minScore: 0.5, maxOverlap: 0.4 };
/** Strides 8, 16, 32, 64 on 320 x 240: 40 x 30 x 3, 20 x 15 x 2, 10 x 8 x 2 and 5 x 4 x 3 anchors. */
const anchors = 3600 + 600 + 160 + 60;
const identity = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
const grey = new ImagePyramid({ width: 320, height: 240, data: new Uint8Array(320 * 240 * 3).fill(255) });

/** A net that answers what is placed by hand: face logit and offsets by anchor; everything else is background. */
function answering(
  placed: Record<number, { margin: number; offsets?: number[] }>,
  inputs: Tensor[] = [],
): InferenceModel {
  const logits = new Float32Array(2 * anchors);
  const offsets = new Float32Array(4 * anchors);
  for (let anchor = 0; anchor < anchors; anchor++) logits[2 * anchor + 1] = -20;
  for (const [anchor, { margin, offsets: own }] of Object.entries(placed)) {
    logits.set([1, 1 + margin], 2 * Number(anchor));
    offsets.set(own ?? [0, 0, 0, 0], 4 * Number(anchor));
  }
  return {
    run: async ({ input }) => {
      inputs.push(input!);
      return {
        logits: { data: logits, dims: [1, anchors, 2] },
        offsets: { data: offsets, dims: [1, anchors, 4] },
      };
    },
    dispose: async () => {},
  };
}

describe('detectFaces', () => {
  it.each([
    // Stride 8, row 3, column 7, the second of its sides (16): centre 60, 28.
    [(3 * 40 + 7) * 3 + 1, box(52, 20, 16, 16)],
    // Stride 16, row 2, column 5, side 48: centre 88, 40.
    [3600 + (2 * 20 + 5) * 2 + 1, box(64, 16, 48, 48)],
    // Stride 32, row 7 (the half one at the bottom), column 9, side 64: centre 304, 240.
    [4200 + (7 * 10 + 9) * 2, box(272, 208, 64, 64)],
    // Stride 64, row 1, column 2, side 192: centre 160, 96.
    [4360 + (1 * 5 + 2) * 3 + 1, box(64, 0, 192, 192)],
  ])('lays anchor %i where it belongs', async (anchor, expected) => {
    const [face, ...more] = await detectFaces(
      answering({ [anchor]: { margin: 2 } }),
      grey,
      identity,
      options,
    );
    expect(more).toEqual([]);
    expect(face!.box).toEqual(expected);
    // A margin of two logits is a probability of 1 / (1 + e^-2).
    expect(face!.score).toBeCloseTo(0.880797, 6);
  });

  it('moves and stretches an anchor by its offsets', async () => {
    const anchor = 3600 + (2 * 20 + 5) * 2 + 1;
    const offsets = [1, -2, 5 * Math.log(2), 0];
    const [face] = await detectFaces(
      answering({ [anchor]: { margin: 1, offsets } }),
      grey,
      identity,
      options,
    );
    // Centre 88 + 0.1 * 48, 40 - 0.2 * 48; twice as wide.
    expect(face!.box.x).toBeCloseTo(92.8 - 48, 4);
    expect(face!.box.y).toBeCloseTo(30.4 - 24, 4);
    expect(face!.box.width).toBeCloseTo(96, 4);
    expect(face!.box.height).toBeCloseTo(48, 4);
  });

  it('drops what is no surer than asked for', async () => {
    const margins = { 0: { margin: 0 }, 300: { margin: 0.01 }, 600: { margin: -1 } };
    expect(await detectFaces(answering(margins), grey, identity, options)).toHaveLength(1);
    expect(await detectFaces(answering(margins), grey, identity, { ...options, minScore: 0.2 })).toHaveLength(
      3,
    );
  });

  it('feeds (p - 127) / 128, and a grey of zero beyond the picture', async () => {
    const inputs: Tensor[] = [];
    await detectFaces(answering({}, inputs), grey, { ...identity, x0: -100 }, options);
    const [{ data, dims }] = inputs as [Tensor];
    expect(dims).toEqual([1, 3, 240, 320]);
    expect(data[0]).toBe(0);
    expect(data[319]).toBe(1);
  });
});

describe('suppressOverlaps', () => {
  it('keeps the surest of those that overlap, surest first', () => {
    const faces = [
      { box: box(0, 0, 10, 10), score: 0.7 },
      { box: box(1, 0, 10, 10), score: 0.9 },
      { box: box(50, 0, 10, 10), score: 0.8 },
    ];
    expect(suppressOverlaps(faces, 0.4)).toEqual([faces[1], faces[2]]);
    expect(faces[0]!.score).toBe(0.7);
  });

  it('keeps those that overlap exactly as much as allowed', () => {
    // Shared 5 x 10 of 150: a third.
    const faces = [
      { box: box(0, 0, 10, 10), score: 0.9 },
      { box: box(5, 0, 10, 10), score: 0.8 },
    ];
    expect(suppressOverlaps(faces, 1 / 3)).toHaveLength(2);
    expect(suppressOverlaps(faces, 0.33)).toHaveLength(1);
  });

  it('lets a suppressed face suppress nothing', () => {
    const chain = [0, 5, 10].map((x, i) => ({ box: box(x, 0, 10, 10), score: 0.9 - i / 10 }));
    expect(suppressOverlaps(chain, 0.3)).toEqual([chain[0], chain[2]]);
  });
});

describe('boxes', () => {
  it.each([
    ['equal', box(0, 0, 10, 10), box(0, 0, 10, 10), 1, 1],
    ['half beside', box(0, 0, 10, 10), box(5, 0, 10, 10), 1 / 3, 1 / 2],
    ['one within', box(0, 0, 10, 10), box(2, 2, 5, 4), 0.2, 1],
    ['touching', box(0, 0, 10, 10), box(10, 0, 10, 10), 0, 0],
    ['apart both ways', box(0, 0, 10, 10), box(20, 20, 10, 10), 0, 0],
  ])('%s', (_, a, b, union, contained) => {
    expect(overlap(a, b)).toBeCloseTo(union, 12);
    expect(overlap(b, a)).toBeCloseTo(union, 12);
    expect(containment(a, b)).toBeCloseTo(contained, 12);
    expect(containment(b, a)).toBeCloseTo(contained, 12);
  });
});
