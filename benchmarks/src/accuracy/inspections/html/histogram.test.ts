import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { scoreHistogram } from './histogram.ts';

describe('scoreHistogram', () => {
  it('draws every score, the ends of the scale among them', () => {
    const scores = [0, 0, 50, 100, 100, 100].map((score) => ({ score, group: 'one' }));
    const chart = scoreHistogram('Scores', scores, ['none of these', 'one'], {
      label: 'score',
      threshold: 40,
    })!;
    const { document } = parseHTML(chart.svg);
    const heights = [...document.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('height')));
    expect(heights).toHaveLength(3);
    expect(heights[0]! / heights[1]!).toBeCloseTo(2, 5);
    expect(heights[2]! / heights[1]!).toBeCloseTo(3, 5);
    expect(chart.legend).toEqual([{ name: 'one', color: 'var(--c1)' }]);
  });

  it('is not drawn without scores', () => {
    expect(scoreHistogram('Scores', [], ['one'], { label: 'score' })).toBeUndefined();
  });
});
