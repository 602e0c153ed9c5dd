import { describe, expect, it } from 'vitest';
import { modelFile } from '../../testing/files.ts';
import { readCanonicalFace } from './canonical-face.ts';
import { meshMirror } from './mesh-mirror.ts';

const { vertices } = readCanonicalFace(modelFile('canonical-face.json'));
const mirror = meshMirror(vertices);

describe('meshMirror', () => {
  it.each([
    ['outer eye corners', 33, 263],
    ['inner eye corners', 133, 362],
    ['mouth corners', 61, 291],
    ['nose tip', 1, 1],
    ['chin', 152, 152],
  ])('swaps the %s', (_, right, left) => {
    expect(mirror[right]).toBe(left);
    expect(mirror[left]).toBe(right);
  });

  it('leads every vertex to another one and back', () => {
    expect(mirror).toHaveLength(468);
    for (const [vertex, other] of mirror.entries()) expect(mirror[other]).toBe(vertex);
  });
});
