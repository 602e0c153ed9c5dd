import { expect, it } from 'vitest';
import { figuresOf } from './perturbations-command.ts';

it('counts lost photos apart, and rates over those that were judged', () => {
  const verdicts = [
    { genuine: true, decision: 'bona fide' },
    { genuine: true, decision: 'attack' },
    { genuine: true, decision: 'no answer' },
    { genuine: false, decision: 'no answer' },
    { genuine: false, decision: 'bona fide' },
    { genuine: false, decision: 'attack' },
    { genuine: false, decision: 'attack' },
  ] as const;
  expect(figuresOf('x', verdicts)).toMatchObject({
    lost: { hits: 1, total: 3 },
    refused: { hits: 1, total: 2 },
    letThrough: { hits: 1, total: 3 },
  });
});
