import { describe, expect, it } from 'vitest';
import { leftOutName } from '../peers/detector-rates.ts';
import { resultOf } from '../testing/result.ts';
import { row, rows } from '../testing/rows.ts';

const goal = (observed: Parameters<typeof resultOf>[0], name: string) =>
  resultOf(observed).goals.find((one) => one.name.startsWith(name));

describe('goalsOf', () => {
  it('is met at the limit and missed under it', () => {
    const faces = (right: number) => [
      ...rows(right, 'faces', 'single', { faces: 1 }),
      ...rows(200 - right, 'faces', 'single', { faces: 2 }),
    ];
    expect(goal(faces(199), 'one-face photos')).toMatchObject({ wanted: '≥ 99.5 %', met: true });
    expect(goal(faces(198), 'one-face photos')).toMatchObject({ met: false });
    expect(goal(faces(197), 'right class of')).toMatchObject({ wanted: '≥ 98.5 %', met: true });
  });

  it('says so when there is nothing to measure it on', () => {
    expect(goal(rows(2, 'faces', 'single', { faces: 1 }), 'right class, weak')).toMatchObject({
      measured: 'not measured',
      met: null,
    });
    expect(resultOf(rows(2, 'faces', 'single', { faces: 1 })).goals.map(({ category }) => category)).toEqual([
      'faces',
      'faces',
      'faces',
    ]);
  });

  it('wants no turned face at all to get through', () => {
    const turned = (yaw: number) =>
      row('orientation', 'pose', { angles: { yaw, pitch: 0, roll: 0 } }, { yaw: 45, pitch: 0 });
    const refused = row(
      'orientation',
      'pose',
      { angles: { yaw: 38, pitch: 0, roll: 0 }, findings: { orientation: ['head_turned_right'] } },
      { yaw: 45, pitch: 0 },
    );
    expect(goal([refused], 'beyond 40° yaw and no finding')).toMatchObject({ wanted: 'none', met: true });
    expect(goal([refused, turned(25)], 'beyond 40° yaw and no finding')).toMatchObject({ met: false });
    expect(goal([turned(25)], 'beyond 40° yaw and reported')).toMatchObject({ met: true });
    expect(goal([turned(19)], 'beyond 40° yaw and reported')).toMatchObject({ met: false });
  });

  it('judges families alike, and by the worst that is large enough', () => {
    const family = (name: string, count: number, genuine: number) => [
      ...rows(count, 'liveness', 'real', { liveness: genuine }, {}, name),
      ...rows(count, 'liveness', 'spoof', { liveness: 40 }, { attack: 'print' }, name),
    ];
    const observed = [...family('good', 90, 90), ...family('bad', 5, 40), ...family('tiny', 4, 10)];
    expect(goal(observed, 'equal error rate, worst family')).toMatchObject({
      name: 'equal error rate, worst family (bad)',
      measured: expect.stringContaining('50.0 %'),
      met: false,
    });
    expect(goal(observed, 'equal error rate, macro')).toMatchObject({
      measured: expect.stringContaining('25.0 %'),
      met: false,
    });
    // Pooled, the bad family hides.
    expect(goal(observed, 'equal error rate, pooled')).toMatchObject({ met: true });
  });

  it('judges the linear head that left the family out on its own', () => {
    const judged = (label: string, leftOut: number, extra = {}) =>
      rows(30, 'liveness', label, { liveness: label === 'real' ? 90 : 10 }, extra, 'laptop').map((item) => ({
        ...item,
        peers: { [leftOutName]: leftOut },
      }));
    const observed = [...judged('real', 0.4), ...judged('spoof', 0.4, { attack: 'print' })];
    const pooled = resultOf(observed).goals.filter(({ name }) => name.startsWith('equal error rate, pooled'));
    expect(pooled).toMatchObject([
      { name: 'equal error rate, pooled', met: true },
      { name: 'equal error rate, pooled, family left out of the fit', met: false },
    ]);
  });
});
