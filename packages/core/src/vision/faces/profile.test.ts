import { describe, expect, it } from 'vitest';
import type { InferenceModel } from '../../contract/ports.ts';
import { ImagePyramid } from '../sampling/affine.ts';
import { profileYaw } from './profile.ts';

const cells = 24 * 24;
const grey = new ImagePyramid({ width: 200, height: 200, data: new Uint8Array(200 * 200 * 3).fill(128) });
const face = { box: { x: 80, y: 80, width: 40, height: 48 }, turn: { cos: 1, sin: 0 } };

/** Sees one face 40 pixels wide in the given cell, its eyes `eyes` pixels and its ears `ears` pixels right of the middle. */
function seeing(eyes: number, ears: number, logit = 3, cell = 12 * 24 + 12): InferenceModel {
  const logits = new Float32Array(cells).fill(-20);
  const offsets = new Float32Array(16 * cells);
  logits[cell] = logit;
  const values = [0, 0, 40, 40, eyes - 5, 0, eyes + 5, 0, 0, 0, 0, 0, ears - 9, 0, ears + 9, 0];
  for (const [index, value] of values.entries()) offsets[index * cells + cell] = value;
  return {
    run: async () => ({
      logits: { data: logits, dims: [1, 1, 24, 24] },
      offsets: { data: offsets, dims: [1, 16, 24, 24] },
    }),
    dispose: async () => {},
  };
}

describe('profileYaw', () => {
  it.each([
    // Eyes in front of the ears by nothing, half and all of 0.45 of the box.
    [2, 2, 0],
    [6, -3, 30],
    [-6, 3, -30],
    [12, -6, 90],
    [20, -20, 90],
  ])('reads eyes at %d and ears at %d', async (eyes, ears, yaw) => {
    expect(await profileYaw(seeing(eyes, ears), grey, face)).toBeCloseTo(yaw, 3);
  });

  it('knows nothing where no face, or only a neighbour, is seen', async () => {
    expect(await profileYaw(seeing(6, -3, -3), grey, face)).toBeUndefined();
    expect(await profileYaw(seeing(6, -3, 3, 0), grey, face)).toBeUndefined();
  });
});
