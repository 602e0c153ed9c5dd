import { describe, expect, it } from 'vitest';
import type { CompareResult, CompareRun } from './measure-trees.ts';
import { comparedStages, compareProcesses, compareStage, differentReports } from './tree-ratios.ts';

const run = (round: number, decode: number, firstReport: number, report = 'a', extra = {}): CompareRun => ({
  round,
  coldStart: { boot: 1, imported: 2, ready: 3, firstReport },
  memory: { before: 1, afterFirst: 2, after: 3, peak: 4, wasm: 5, decoder: 6 },
  reports: { photo: report },
  samples: {
    photo: [{ endToEnd: 2 * decode, stages: { decode, ...extra, total: 2 * decode } }],
  },
});

const result = (ours: CompareRun[], theirs: CompareRun[]): CompareResult => ({
  options: { rounds: ours.length, samples: 1, backend: 'wasm', photos: { made: [], own: [] } },
  photos: [{ name: 'photo', file: '', width: 1, height: 1, size: 1, sha256: '' }],
  ours: { name: 'this tree', commit: null, runs: ours },
  theirs: { name: 'main', commit: '0123456789ab', runs: theirs },
});

describe('figures of a comparison', () => {
  // Rounds come in any order; the machine is ten times slower in the second.
  const compared = result(
    [run(0, 8, 400), run(1, 90, 3000), run(2, 7, 500)],
    [run(2, 10, 500), run(1, 100, 4000), run(0, 10, 500)],
  );

  it('are ratios of the same round', () => {
    // 8/10, 90/100, 7/10
    expect(compareStage(compared, 'photo', 'decode').ratio.value).toBeCloseTo(0.8, 10);
    expect(compareStage(compared, 'photo').ours?.median).toBe(16);
    // 400/500, 3000/4000, 500/500
    expect(compareProcesses(compared, ({ coldStart }) => coldStart.firstReport).ratio.value).toBe(0.8);
  });

  it('name the stages of both trees, those too that only one has', () => {
    const more = result([run(0, 1, 1, 'a', { preview: 1 })], [run(0, 1, 1)]);
    expect(comparedStages(more)).toEqual(['decode', 'preview', 'total', 'end to end']);
    expect(compareStage(more, 'photo', 'preview').theirs?.median).toBe(0);
  });

  it('say on which photos the trees report differently', () => {
    expect(differentReports(compared)).toEqual([]);
    expect(differentReports(result([run(0, 1, 1, 'a')], [run(0, 1, 1, 'b')]))).toEqual(['photo']);
  });
});
