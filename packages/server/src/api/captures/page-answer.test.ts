import type { Finding } from '@livephoto/core';
import { expect, it } from 'vitest';
import { pageFindings } from './page-answer.ts';

it('tells a page what is wrong once, without figures, and which part is blurred and not covered', () => {
  const findings: readonly Finding[] = [
    { code: 'left_eye_obstructed', unclear: true, message: 'Your left eye cannot be made out.', score: 3 },
    { code: 'head_turned_left', message: 'Your head is turned (31.2°, at most 20°).', score: 12 },
    { code: 'presentation_attack_suspected', message: 'A screen.', score: 2 },
    { code: 'not_a_person', message: 'A drawing.', score: 2 },
  ];
  const told = pageFindings(findings, ['presentation_attack_suspected', 'not_a_person']);
  expect(told).toEqual([
    { code: 'left_eye_obstructed', unclear: true, message: 'Your left eye cannot be made out.' },
    { code: 'head_turned_left', message: 'Your head is turned.' },
    { code: 'presentation_attack_suspected', message: expect.stringMatching(/show your own face/) },
  ]);
});
