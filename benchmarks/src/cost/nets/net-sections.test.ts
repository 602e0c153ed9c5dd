import { describe, expect, it } from 'vitest';
import type { NetsResult } from './measure-nets.ts';
import { netSections } from './net-sections.ts';

const round = (ours: number, difference: number) => ({
  'spoof-net': {
    times: { 'onnxruntime-web': [ours, ours + 1, ours + 2], simd: [4, 5, 6], LiteRT: [4, 5, 6] },
    difference,
  },
});
const result = (difference: number): NetsResult => ({
  options: { rounds: 2, samples: 3, warmup: 1 },
  rounds: [round(9, 1e-6), round(9, difference)],
});

describe('netSections', () => {
  it('sets both times and their ratio beside each other, of what was measured', () => {
    const [{ tables, charts, remarks }] = netSections(result(2e-6)) as [
      ReturnType<typeof netSections>[number],
    ];
    expect(tables[0]!.rows).toHaveLength(1);
    const [row] = tables[0]!.rows;
    expect(row![0]).toBe('spoof-net, 128 × 128');
    expect([row![4], row![5]]).toEqual([expect.stringMatching(/^2\.00/), expect.stringMatching(/^1\.00/)]);
    expect(row!.at(-1)).toBe('2.0e-6');
    expect(charts).toHaveLength(3);
    expect(remarks).toHaveLength(1);
  });

  it.each([0.01, Number.POSITIVE_INFINITY])(
    'claims nothing of a network that answers %d apart',
    (difference) => {
      const [{ remarks }] = netSections(result(difference)) as [ReturnType<typeof netSections>[number]];
      expect(remarks.at(-1)).toContain('spoof-net does not compute the same');
    },
  );
});
