import { describe, expect, it } from 'vitest';
import type { InferenceModel, Tensor } from '../../contract/ports.ts';
import type { RgbImage } from '../../contract/rgb-image.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { readSpoofNet, surroundings } from './spoof-net.ts';
import { featureCount } from './tuning.ts';

const area = { x: 10, y: 20, width: 300, height: 200 };

describe('surroundings', () => {
  it('grows a box about its centre', () => {
    expect(surroundings({ x: 100, y: 80, width: 50, height: 60 }, 2, area)).toEqual({
      x: 75,
      y: 50,
      width: 100,
      height: 120,
    });
  });

  it('shifts it inside the area', () => {
    expect(surroundings({ x: 12, y: 24, width: 50, height: 60 }, 2, area)).toEqual({
      x: 10,
      y: 20,
      width: 100,
      height: 120,
    });
    expect(surroundings({ x: 280, y: 180, width: 50, height: 60 }, 2, area)).toEqual({
      x: 210,
      y: 100,
      width: 100,
      height: 120,
    });
  });

  it('keeps its shape where the area is too small for it', () => {
    const { width, height, y } = surroundings({ x: 100, y: 80, width: 50, height: 100 }, 4, area);
    expect([width, height, y]).toEqual([100, 200, 20]);
    expect(surroundings({ x: 0, y: 0, width: 600, height: 400 }, 1.2, area)).toEqual(area);
  });
});

describe('readSpoofNet', () => {
  /** Answers with what it is given to see, so that the crop itself can be looked at. */
  function recorder(logits: readonly number[]) {
    const seen: Tensor[] = [];
    const model: InferenceModel = {
      run: async ({ input }) => {
        seen.push(input!);
        return {
          logits: { data: Float32Array.from(logits), dims: [1, 3] },
          features: {
            data: Float32Array.from({ length: featureCount }, (_, i) => i),
            dims: [1, featureCount, 1, 1],
          },
        };
      },
      dispose: async () => {},
    };
    return { model, seen };
  }

  /** Red grows to the right, green downwards; blue is constant. */
  const shaded: RgbImage = { width: 256, height: 128, data: new Uint8Array(256 * 128 * 3) };
  for (let y = 0; y < 128; y++) {
    for (let x = 0; x < 256; x++) shaded.data.set([x, 2 * y, 7], (y * 256 + x) * 3);
  }
  const region = { x: 0, y: 0, width: 256, height: 128 };
  const at = (input: Tensor, channel: number, x: number, y: number) =>
    input.data[channel * 128 * 128 + y * 128 + x]!;

  it('stretches the region to the square input, blue first', async () => {
    const { model, seen } = recorder([0, 0, 0]);
    await readSpoofNet(model, new ImagePyramid(shaded), region, { cos: 1, sin: 0 });
    const [input] = seen;
    expect(input!.dims).toEqual([1, 3, 128, 128]);
    expect(at(input!, 0, 5, 5)).toBe(7);
    expect(at(input!, 2, 100, 3)).toBeCloseTo(200.5, 1);
    expect(at(input!, 1, 3, 100)).toBeCloseTo(200, 0);
  });

  it('turns a face that stands sideways upright', async () => {
    const { model, seen } = recorder([0, 0, 0]);
    // Turned clockwise by a quarter: its left-to-right runs down the picture, its top-to-bottom runs to the left.
    await readSpoofNet(model, new ImagePyramid(shaded), region, { cos: 0, sin: 1 });
    expect(at(seen[0]!, 1, 100, 5)).toBeCloseTo(200, 0);
    expect(at(seen[0]!, 2, 5, 100)).toBeCloseTo(255 - 200.5, 1);
    await readSpoofNet(model, new ImagePyramid(shaded), region, { cos: -1, sin: 0 });
    expect(at(seen[1]!, 2, 100, 5)).toBeCloseTo(255 - 200.5, 1);
  });

  it('gives the logit of bona fide against both attacks, and what each filter saw', async () => {
    const { model } = recorder([2, 1, -1]);
    const { margin, features } = await readSpoofNet(model, new ImagePyramid(shaded), region, {
      cos: 1,
      sin: 0,
    });
    const powers = [2, 1, -1].map(Math.exp);
    expect(margin).toBeCloseTo(Math.log(powers[0]! / (powers[1]! + powers[2]!)), 12);
    expect(Array.from(features.subarray(0, 3))).toEqual([0, 1, 2]);
    expect(features[511]).toBe(511);
  });

  it('stays finite for logits of any size', async () => {
    const { model } = recorder([1000, -1000, -900]);
    const { margin } = await readSpoofNet(model, new ImagePyramid(shaded), region, { cos: 1, sin: 0 });
    expect(margin).toBe(1900);
  });
});
