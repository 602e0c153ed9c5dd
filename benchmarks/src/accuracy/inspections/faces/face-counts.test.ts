import { describe, expect, it } from 'vitest';
import { row, rows } from '../../testing/rows.ts';
import { facesMistakes, scoreFaces } from './face-counts.ts';

const photos = [
  ...rows(9, 'faces', 'zero', { faces: 0 }, { faces: 0 }, 'animals'),
  row('faces', 'zero', { faces: 1, faceScore: 81 }, { faces: 0 }, 'animals'),
  ...rows(7, 'faces', 'single', { faces: 1 }, { faces: 1 }),
  row('faces', 'single', { faces: 2 }, { faces: 1 }),
  row('faces', 'single', { error: 'damaged' }, { faces: 1 }),
  ...rows(2, 'faces', 'multi', { faces: 3 }, { faces: 3 }),
  row('faces', 'multi', { faces: 4 }, { faces: 5 }),
  row('faces', 'multi', { faces: 5 }, { faces: '2+' }),
  row('faces', 'multi', { faces: 1 }, { faces: 2, weak: true }),
];

describe('scoreFaces', () => {
  const { firm, weak, made } = scoreFaces(photos);

  it('counts right classes of firm labels, an error among the wrong ones', () => {
    expect(firm?.all.right).toMatchObject({ hits: 20, total: 23 });
    expect(firm?.all.recall.single).toMatchObject({ hits: 7, total: 9 });
    expect(firm?.all.recall.multi).toMatchObject({ hits: 4, total: 4 });
    expect(firm?.all.balancedAccuracy.value).toBeCloseTo((0.9 + 7 / 9 + 1) / 3, 12);
    expect(firm?.all.errors).toBe(1);
    expect(firm?.all.confusion.counts).toEqual([
      [9, 1, 0, 0],
      [0, 7, 1, 1],
      [0, 0, 4, 0],
    ]);
  });

  it('compares exact counts only where the label has one', () => {
    expect(firm?.all.exactCount).toMatchObject({ hits: 18, total: 22 });
  });

  it('keeps weak labels and sources apart', () => {
    expect(weak?.all.right).toMatchObject({ hits: 0, total: 1 });
    expect(made).toBeUndefined();
    expect(firm?.sources.animals?.right).toMatchObject({ hits: 9, total: 10 });
    expect(Object.keys(firm?.sources ?? {})).toEqual(['animals', 'press']);
  });
});

describe('facesMistakes', () => {
  it('lists every wrong photo with what was found', () => {
    const mistakes = facesMistakes(photos);
    expect(mistakes.map(({ kind }) => kind).sort()).toEqual([
      'multi taken as single',
      'single taken as error',
      'single taken as multi',
      'zero taken as single',
    ]);
    expect(mistakes.find(({ kind }) => kind.startsWith('zero'))?.detail).toBe(
      '0 labelled, 1 found (scores 81)',
    );
  });
});
