import { describe, expect, it } from 'vitest';
import type { InferenceModel, Tensor } from '../../contract/ports.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { detectFullRangeFaces } from './full-range-detector.ts';

const columns = 24;
const rows = 16;
const cells = columns * rows;
const options = { width: 4 * columns, height: 4 * rows, minScore: 0.5, maxOverlap: 0.3 };
const identity = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
const white = new ImagePyramid({ width: 96, height: 64, data: new Uint8Array(96 * 64 * 3).fill(255) });

interface Placed {
  readonly column: number;
  readonly row: number;
  readonly logit: number;
  /** Pixels from the middle of the cell; then the sides. */
  readonly offsets: readonly [x: number, y: number, width: number, height: number];
}

/** A net that answers what is placed by hand; every other cell is background. */
function answering(placed: readonly Placed[], inputs: Tensor[] = []): InferenceModel {
  const logits = new Float32Array(cells).fill(-20);
  const offsets = new Float32Array(16 * cells);
  for (const { column, row, logit, offsets: own } of placed) {
    const at = row * columns + column;
    logits[at] = logit;
    for (const [plane, value] of own.entries()) offsets[plane * cells + at] = value;
  }
  return {
    run: async ({ input }) => {
      inputs.push(input!);
      return {
        logits: { data: logits, dims: [1, 1, rows, columns] },
        offsets: { data: offsets, dims: [1, 16, rows, columns] },
      };
    },
    dispose: async () => {},
  };
}

describe('detectFullRangeFaces', () => {
  it('places a box from its cell, as narrow and tall as those of the first detector', async () => {
    const net = answering([{ column: 10, row: 6, logit: 2, offsets: [3, -2, 20, 20] }]);
    const [face, ...more] = await detectFullRangeFaces(net, white, identity, options);
    expect(more).toEqual([]);
    // A logit of 2 is a probability of 1 / (1 + e^-2).
    expect(face!.score).toBeCloseTo(0.880797, 6);
    // The middle of cell 10, 6 is 42, 26; moved by 3, -2 it is 45, 24, and 0.42 higher after reshaping.
    expect(face!.box.x + face!.box.width / 2).toBeCloseTo(45, 5);
    expect(face!.box.y + face!.box.height / 2).toBeCloseTo(23.58, 5);
    expect(face!.box.width).toBeCloseTo(17.08, 5);
    expect(face!.box.height).toBeCloseTo(23.34, 5);
  });

  it('drops what is less sure than asked, and keeps the surer of two boxes on one face', async () => {
    const net = answering([
      { column: 2, row: 2, logit: -0.1, offsets: [0, 0, 12, 12] },
      { column: 10, row: 6, logit: 1, offsets: [0, 0, 20, 20] },
      { column: 11, row: 6, logit: 3, offsets: [0, 0, 20, 20] },
      { column: 20, row: 12, logit: 0.5, offsets: [0, 0, 10, 10] },
    ]);
    const found = await detectFullRangeFaces(net, white, identity, options);
    expect(found.map(({ score }) => Math.round(score * 1000))).toEqual([953, 622]);
  });

  it('feeds pixels as -1 to 1, and black outside the picture', async () => {
    const inputs: Tensor[] = [];
    await detectFullRangeFaces(answering([], inputs), white, { ...identity, x0: -48 }, options);
    const [input] = inputs;
    expect(input!.dims).toEqual([1, 3, 64, 96]);
    expect(input!.data[30 * 96 + 10]).toBeCloseTo(-1, 6);
    expect(input!.data[30 * 96 + 80]).toBeCloseTo(1, 6);
  });
});
