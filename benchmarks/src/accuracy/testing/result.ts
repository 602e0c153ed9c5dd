/** The result of a made-up run, for tests of what is written about one. */
import { resolvePolicy } from '@livephoto/core';
import { goalsOf } from '../inspections/accuracy-goals.ts';
import { mistakesOf, scoreAll } from '../inspections/all-figures.ts';
import type { Result } from '../inspections/terminal.ts';
import type { ObservedPhoto } from '../runner/run.ts';

/** Enough for intervals of some width: what is written about a run does not depend on how exact they are. */
const resamples = 50;

export function resultOf(observed: readonly ObservedPhoto[]): Result {
  const figures = scoreAll(observed, resamples);
  return {
    info: {
      command: 'pnpm bench accuracy --labels labels.csv',
      date: '2026-01-02T03:04:05.000Z',
      commit: 'abcdef012345',
      runtime: 'Node 20.0.0, linux x64',
      labels: { file: 'labels.csv', sha256: 'f'.repeat(64) },
      photos: observed.length,
      unscored: { smoke: 3 },
      errors: observed.filter(({ observation }) => observation.error).length,
      policy: resolvePolicy(),
      models: { 'face-detector': `sha256:${'0'.repeat(64)}` },
      fingerprint: '0123456789abcdef0123456789abcdef',
    },
    figures,
    goals: goalsOf(figures),
    mistakes: mistakesOf(observed),
  };
}
