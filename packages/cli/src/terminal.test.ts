import { expect, test } from 'vitest';
import { textWidth, wantsColors } from './terminal.ts';
import { memoryStream } from './testing/memory-stream.ts';

test.each([
  ['a terminal', true, {}, true],
  ['a pipe', false, {}, false],
  ['a pipe in continuous integration', false, { CI: 'true' }, false],
  ['a terminal that cannot', true, { TERM: 'dumb' }, false],
  ['a terminal, and NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['NO_COLOR beside FORCE_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['a pipe, and FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
  ['a terminal, and FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
])('colours for %s', (_, isTTY, env, wanted) => {
  expect(wantsColors(memoryStream(isTTY), env)).toBe(wanted);
});

test('text is as wide as the terminal, within reason', () => {
  expect(textWidth(memoryStream(true, 90), {})).toBe(90);
  expect(textWidth(memoryStream(true, 400), {})).toBe(110);
  expect(textWidth(memoryStream(true, 10), {})).toBe(40);
  expect(textWidth({ write() {} }, { COLUMNS: '70' })).toBe(70);
  expect(textWidth({ write() {} }, { COLUMNS: 'wide' })).toBe(80);
});
