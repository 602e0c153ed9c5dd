import { describe, expect, it } from 'vitest';
import type { ControlKind } from './controls.ts';
import type { ScaleResult } from './measure-scale.ts';
import { scaleOptions } from './scale-command.ts';
import { pageGrowth, scaleGoals, scaleSections, speedup } from './scale-sections.ts';

const pool = (round: number, workers: number, photosPerSecond: number) => ({
  round,
  workers,
  photosPerSecond,
});

const control = (round: number, kind: ControlKind, processes: number, unitsPerSecond: number) => ({
  round,
  kind,
  processes,
  unitsPerSecond,
});

describe('speedup', () => {
  it('is the middle of what the rounds say, each for itself', () => {
    // 19/10, 9/5 and 30/20; in the second round the machine was half as fast.
    const pools = [
      pool(0, 1, 10),
      pool(0, 2, 19),
      pool(1, 2, 9),
      pool(1, 1, 5),
      pool(2, 1, 20),
      pool(2, 2, 30),
    ];
    expect(speedup({ pools }, 2).value).toBeCloseTo(1.8, 10);
    expect(speedup({ pools }, 1).value).toBe(1);
    expect(speedup({ pools }, 4).value).toBeNull();
  });
});

describe('pageGrowth', () => {
  const options = { ...scaleOptions({ rounds: 1, stored: 10_000 }) };
  const run = (stored: number, place: string, pageSize: number, latencies: number[]) => ({
    stored,
    place,
    pageSize,
    latencies,
  });

  it('compares the first page among the most photos with that among the fewest', () => {
    const pages = [
      run(100, 'first', 20, [3, 4, 5]),
      run(100, 'last', 20, [100]),
      run(1000, 'first', 20, [50]),
      run(10_000, 'first', 20, [5, 6, 7]),
      run(10_000, 'first', 1000, [900]),
    ];
    expect(options.stored).toEqual([100, 1000, 10_000]);
    expect(pageGrowth({ options, pages })).toBe(1.5);
  });

  it('says nothing where one of them was not asked for', () => {
    expect(pageGrowth({ options, pages: [run(100, 'first', 20, [3])] })).toBeNull();
  });
});

describe('scaleOptions', () => {
  it('stores no more than asked, and asks at each size once', () => {
    expect(scaleOptions({ rounds: 1, stored: 500 }).stored).toEqual([100, 500]);
    expect(scaleOptions({ rounds: 1, stored: 100 }).stored).toEqual([100]);
  });
});

describe('scaleSections', () => {
  const sizes = ['2 MP', '12 MP'].map((name, i) => ({
    name,
    file: '',
    width: 1000,
    height: 2000 * (1 + 5 * i),
    size: 1,
    sha256: '',
  }));
  const result: ScaleResult = {
    options: {
      ...scaleOptions({ rounds: 2, stored: 1000 }),
      workers: [1, 2],
      concurrency: [1, 4],
    },
    serverWorkers: 2,
    pools: [pool(0, 1, 10), pool(0, 2, 19), pool(1, 1, 10), pool(1, 2, 18)],
    controls: [0, 1].flatMap((round) => [
      control(round, 'inspections', 1, 10),
      control(round, 'inspections', 2, 18.8),
      control(round, 'spin', 1, 25),
      control(round, 'spin', 2, 49),
    ]),
    uploads: [1, 4].flatMap((concurrency) =>
      [0, 1].map((round) => ({
        round,
        concurrency,
        uploadsPerSecond: 8 * concurrency,
        latencies: [100, 110, 300].map((time) => time * concurrency),
      })),
    ),
    pages: [100, 1000].flatMap((stored) =>
      ['first', 'middle', 'last'].flatMap((place) =>
        [1, 20].map((pageSize) => ({ stored, place, pageSize, latencies: [stored / 50 + pageSize / 10] })),
      ),
    ),
    sizes,
    sizeRuns: [0, 1].map((round) => ({
      round,
      samples: Object.fromEntries(
        sizes.map(({ name }, i) => {
          const time = 100 * (1 + i);
          return [name, [{ endToEnd: time, stages: { decode: time / 2, detect: 10, total: time } }]];
        }),
      ),
    })),
  };
  const tableOf = (id: string, table = 0) =>
    scaleSections(result).find((each) => each.id === id)!.tables[table]!.rows;

  it('show workers beside one, uploads with their slowest, pages by place and length, sizes beside 2 MP', () => {
    expect(scaleSections(result).map(({ id }) => id)).toEqual(['workers', 'uploads', 'pages', 'sizes']);
    expect(tableOf('workers').map((row) => row.slice(2).map((cell) => cell.slice(0, 4)))).toEqual([
      ['–', '–', '–'],
      ['1.85', '1.88', '1.96'],
    ]);
    expect(tableOf('uploads').map((row) => [row[0], row[2], row[4]])).toEqual([
      ['1', '110', '300'],
      ['4', '440', '1200'],
    ]);
    expect(tableOf('pages').map(([stored, first]) => [stored, first!.split(' ')[0]])).toEqual([
      ['100', '4.0'],
      ['1000', '22.0'],
    ]);
    expect(tableOf('pages', 1).map(([length]) => length)).toEqual(['1', '20']);
    expect(tableOf('sizes').map((row) => row.at(-1)!.slice(0, 4))).toEqual(['–', '2.00']);
    for (const { charts } of scaleSections(result)) expect(charts[0]!.svg).toContain('<svg');
  });

  it('hold the two goals against what was measured', () => {
    expect(scaleGoals(result).map(({ met }) => met)).toEqual([true, false]);
    expect(scaleGoals(result)[0]!.measured).toMatch(/^1\.85 .*; two plain processes 1\.88 /);
    const nothing = { ...result, pools: [], pages: [] };
    expect(scaleGoals(nothing).map(({ measured, met }) => [measured, met])).toEqual([
      ['not measured', null],
      ['not measured', null],
    ]);
  });
});
