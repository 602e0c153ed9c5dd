import { describe, expect, it } from 'vitest';
import { compareSections } from './compare-sections.ts';
import type { CompareResult, CompareRun } from './measure-trees.ts';

const run = (round: number, time: number, report = 'same', after = 100e6): CompareRun => ({
  round,
  coldStart: { boot: 1, imported: 2, ready: 3, firstReport: 10 * time },
  memory: { before: 1, afterFirst: 2, after, peak: 200e6, wasm: 5, decoder: 6 },
  reports: { photo: report },
  samples: { photo: [{ endToEnd: time, stages: { decode: time / 2, total: time } }] },
});
const rounds = [0, 1, 2, 3, 4, 5];

const resultOf = (ours: CompareRun[], theirs: CompareRun[]): CompareResult => ({
  options: { rounds: ours.length, samples: 1, backend: 'wasm', photos: { made: [], own: [] } },
  photos: [{ name: 'photo', file: '', width: 1, height: 1, size: 1, sha256: '' }],
  ours: { name: 'this tree', commit: null, runs: ours },
  theirs: { name: 'main', commit: '0123456789ab', runs: theirs },
});

describe('compareSections', () => {
  const faster = resultOf(
    rounds.map((round) => run(round, 50 + (round % 2), 'same', 80e6 - round)),
    rounds.map((round) => run(round, 100)),
  );

  it('name both trees, and say who is faster, smaller or neither', () => {
    const [{ title, remarks, tables }] = compareSections(faster) as [ReturnType<typeof compareSections>[0]];
    expect(title).toBe('this tree against main (01234567)');
    expect(remarks[1]).toBe('Both report the same on every photo.');
    expect(tables[0]!.rows[0]).toEqual([
      'photo',
      expect.stringMatching(/^100/),
      expect.stringMatching(/^50\.5/),
      expect.stringMatching(/^0\.51/),
      'faster',
    ]);
    const verdicts = Object.fromEntries(tables[1]!.rows.map((row) => [row[0], row.at(-1)]));
    expect(verdicts).toEqual({
      'process to first report, ms': 'faster',
      'until the models are ready, ms': 'no difference shown',
      'resident memory after every photo': 'smaller',
      'resident memory, the most': 'no difference shown',
    });
    expect(tables[2]!.rows.map(([stage]) => stage)).toEqual(['decode', 'total', 'end to end']);
    expect(tables[2]!.totals).toEqual([1, 2]);
  });

  it('warn of trees that do not report the same', () => {
    const other = resultOf([run(0, 50, 'one')], [run(0, 50, 'another')]);
    expect(compareSections(other)[0]!.remarks[1]).toMatch(/not report the same on photo: find out/);
  });

  it('draw every ratio, and none where a tree was not measured', () => {
    const [{ charts }] = compareSections(faster) as [ReturnType<typeof compareSections>[0]];
    expect(charts[0]!.svg).toContain('process to first report');
    const nothing = compareSections(resultOf([], []))[0]!;
    expect(nothing.charts[0]!.svg).not.toContain('process to first report');
    expect(nothing.tables[1]!.rows.every((row) => row.at(-1) === 'no difference shown')).toBe(true);
  });
});
