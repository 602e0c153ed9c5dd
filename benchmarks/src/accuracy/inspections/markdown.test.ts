import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { population } from '../testing/population.ts';
import { resultOf } from '../testing/result.ts';
import { row } from '../testing/rows.ts';
import { figuresPlace, markdownReport, writeMarkdown } from './markdown.ts';

const { start: startMark, end: endMark } = figuresPlace;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-markdown-'));
});
afterAll(() => rm(folder, { recursive: true }));

const small = resultOf([
  row('faces', 'single', { faces: 1 }, { faces: 1 }, 'a|b'),
  row('faces', 'zero', { faces: 1 }, { faces: 0 }, 'a|b'),
]);

describe('markdownReport', () => {
  it('writes goals, figures and mistakes as tables, naming no photo', () => {
    const text = markdownReport(small);
    expect(text).toContain('pnpm bench accuracy --labels labels.csv');
    expect(text).toContain(
      '| faces: one-face photos, firm labels | ≥ 99.5 % | 100.0 % (20.7–100.0), 1/1 | met |',
    );
    expect(text).toContain('| zero taken as single | 1 | 0 | 0 | a\\|b 1 |');
    expect(text).not.toContain('.jpg');
  });

  it('has tables whose rows have as many cells as their head', () => {
    const lines = markdownReport(resultOf(population())).split('\n');
    let cells = 0;
    let rows = 0;
    for (const [index, line] of lines.entries()) {
      if (!line.startsWith('|')) continue;
      const count = line.replaceAll('\\|', '').split('|').length;
      if (!lines[index - 1]?.startsWith('|')) cells = count;
      expect(count, line).toBe(cells);
      rows++;
    }
    expect(rows).toBeGreaterThan(80);
  });
});

describe('writeMarkdown', () => {
  it('makes a document, and puts new figures in the place of the old ones only', async () => {
    const path = join(folder, 'accuracy.md');
    await writeMarkdown(path, small);
    const first = await readFile(path, 'utf8');
    await writeFile(path, `# Ours\n\nBefore.\n\n${startMark}\nold figures\n${endMark}\n\nAfter.\n`);
    await writeMarkdown(path, small);
    const second = await readFile(path, 'utf8');
    expect(second).toContain('# Ours\n\nBefore.\n\n');
    expect(second).toContain('\n\nAfter.\n');
    expect(second).not.toContain('old figures');
    const figures = (text: string) => text.slice(text.indexOf(startMark), text.indexOf(endMark));
    expect(figures(second)).toBe(figures(first));
  });
});
