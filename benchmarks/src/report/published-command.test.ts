import { expect, it } from 'vitest';
import { publishedCommand, publishedPath } from './published-command.ts';

it('shows files outside the repository by their names', () => {
  const args = [
    'accuracy',
    '--labels',
    '../data/labels.csv',
    '--json=/tmp/out/a.json',
    '--html',
    'out/a.html',
  ];
  expect(publishedCommand(args)).toBe(
    'pnpm bench accuracy --labels labels.csv --json=a.json --html out/a.html',
  );
});

it.each([
  ['docs/../../elsewhere/a.csv', 'a.csv'],
  ['docs/accuracy.md', 'docs/accuracy.md'],
  ['0.25', '0.25'],
  ['--limit', '--limit'],
])('shows %s as %s', (word, shown) => {
  expect(publishedPath(word)).toBe(shown);
});
