import { expect, it } from 'vitest';
import { meshEdges } from './mesh-edges.ts';

it('lists the edges of two triangles that share one, each once', () => {
  expect(meshEdges([2, 0, 1, 2, 1, 3])).toEqual([
    [0, 2],
    [0, 1],
    [1, 2],
    [1, 3],
    [2, 3],
  ]);
});

it('ignores what does not make up a whole triangle', () => {
  expect(meshEdges([])).toEqual([]);
  expect(meshEdges([5, 6])).toEqual([]);
});
