import { expect, it } from 'vitest';
import { acceptedReport } from '../testing/sample-report.ts';
import { card } from './card.ts';

const shown = (name: string) =>
  /<h3 title="([^"]*)">(.*?)<\/h3>/s.exec(card({ name, report: acceptedReport }).html)?.slice(1);

it.each([
  ['a.jpg', 'a.jpg'],
  ['-', 'standard input'],
  // Read from right to left it would end in .exe, and look as if it ended in .jpg.
  ['photo\u202egpj.exe', 'photo\ufffdgpj.exe'],
  ['two\nlines\u001b[31m.jpg', 'two\ufffdlines\ufffd[31m.jpg'],
  [`"><img src=x onerror='1'>.jpg`, '&quot;&gt;&lt;img src=x onerror=&#39;1&#39;&gt;.jpg'],
  ['עברית.jpg', 'עברית.jpg'],
])('names a photo that is called %j by what can be read', (name, text) => {
  expect(shown(name)).toEqual([text, text]);
});
