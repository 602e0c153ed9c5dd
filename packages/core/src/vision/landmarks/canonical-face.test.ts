import { describe, expect, it } from 'vitest';
import { modelFile } from '../../testing/files.ts';
import { readCanonicalFace } from './canonical-face.ts';
import { eyeCorners } from './face-landmarker.ts';
import { meshEdges } from './mesh-edges.ts';

const bytes = modelFile('canonical-face.json');
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('readCanonicalFace', () => {
  it('reads the face of the model folder', () => {
    const { vertices, triangles, poseBasis } = readCanonicalFace(bytes);
    const x = (vertex: number) => vertices[3 * vertex]!;
    // x runs to the person's left, and the mesh is symmetric about its middle.
    expect(x(eyeCorners.leftOuter)).toBeGreaterThan(x(eyeCorners.leftInner));
    expect(x(eyeCorners.leftInner)).toBeGreaterThan(0);
    expect(x(eyeCorners.rightOuter)).toBeCloseTo(-x(eyeCorners.leftOuter), 3);
    for (const { vertex, weight } of poseBasis) {
      expect(vertex).toBeLessThan(468);
      expect(weight).toBeGreaterThan(0);
    }
    // A disc with holes for the eyes and the mouth: every triangle names vertices, and edges are shared by two.
    expect(Math.max(...triangles)).toBe(467);
    expect(meshEdges(triangles).length).toBeLessThan(triangles.length);
  });

  it.each([
    ['no JSON', bytes.subarray(0, 200)],
    ['nothing', new Uint8Array()],
    ['JSON of something else', encode({ hello: 1 })],
    ['null', encode(null)],
    ['too few vertices', encode({ vertices: [1, 2, 3], triangles: [], poseBasis: [1, 2, 3, 4] })],
    ['no pose basis', encode({ ...JSON.parse(bytes.toString()), poseBasis: undefined })],
    ['no triangles', encode({ ...JSON.parse(bytes.toString()), triangles: undefined })],
  ])('refuses %s, and names the command that mends it', (_, damaged) => {
    expect(() => readCanonicalFace(damaged)).toThrow(
      expect.objectContaining({
        type: 'model_invalid',
        message: expect.stringContaining('pnpm models build'),
      }),
    );
  });
});
