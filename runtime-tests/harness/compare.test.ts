import { expect, it } from 'vitest';
import { differingBytes, verdictDifferences } from './compare.ts';
import { median } from './observe.ts';

const report = (score: number, outcome = 'passed') =>
  JSON.stringify({
    accepted: outcome === 'passed',
    faces: [{}],
    inspections: { faces: { outcome, score, findings: [], evidence: {} } },
  });

it('counts every byte that differs, and all of a report that is not there', () => {
  expect(differingBytes({ a: 'abc', b: 'x' }, { a: 'abc', b: 'x' })).toBe(0);
  expect(differingBytes({ a: 'abc' }, { a: 'axcd' })).toBe(2);
  expect(differingBytes({ a: 'abc' }, {})).toBe(3);
  expect(differingBytes({}, { a: 'é' })).toBe(2);
});

it('tells other verdicts and scores that are too far apart, and nothing else', () => {
  expect(verdictDifferences({ a: report(90) }, { a: report(91) }, 1)).toEqual([]);
  expect(verdictDifferences({ a: report(90) }, { a: report(92) }, 1)).toEqual(['a: faces scores 90, and 92']);
  expect(verdictDifferences({ a: report(50) }, { a: report(50, 'failed') }, 1)).toEqual([
    'a: accepted true, and false',
    'a: faces passed, and failed',
  ]);
  const error = JSON.stringify({ type: 'image_unreadable', message: '' });
  expect(verdictDifferences({ a: error }, { a: error }, 1)).toEqual([]);
  expect(verdictDifferences({ a: error }, {}, 1)).toEqual(['a: error image_unreadable, and undefined']);
});

it('takes the middle of odd and even numbers of times', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 9, 6])).toBe(5);
});
