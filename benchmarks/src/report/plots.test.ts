import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsChart, rangesChart } from './bar-charts.ts';
import { plotsPlace, standaloneSvg, writePlots } from './plots.ts';
import type { Section } from './section.ts';

const format = (value: number) => value.toFixed(0);
const parts = partsChart(
  'Where <time> goes & why',
  ['decode', 'detect', 'landmarks', 'obstructions', 'liveness', 'everything else there is', 'and more'].map(
    (part, i) => ({ bar: 'a photo', part, value: 10 + i }),
  ),
  { label: 'ms', format, note: 'Medians.' },
);
const ranges = rangesChart(
  '2 MP',
  [{ name: 'a', spread: { count: 3, median: 7, q1: 6, q3: 9, min: 5, max: 20 } }],
  {
    label: 'ms',
    format,
  },
);
const section = (id: string, charts: Section['charts']): Section => ({
  id,
  title: `About ${id}`,
  remarks: [],
  charts,
  tables: [],
});

describe('standaloneSvg', () => {
  it('needs no page: title, legend and colours are its own', () => {
    const text = standaloneSvg(parts);
    expect(text).toContain('xmlns="http://www.w3.org/2000/svg"');
    const { document } = parseHTML(`<!doctype html><body>${text}</body>`);
    expect(document.querySelector('.title')?.textContent).toBe('Where <time> goes & why');
    const legend = [...document.querySelectorAll('text.dim')];
    expect(legend.map(({ textContent }) => textContent)).toContain('everything else there is');
    // Seven names do not fit into one row, and none leaves the picture.
    expect(new Set(legend.map((one) => one.getAttribute('y'))).size).toBeGreaterThan(1);
    expect(Math.max(...legend.map((one) => Number(one.getAttribute('x'))))).toBeLessThan(420);
    for (const [, name] of text.matchAll(/var\((--[a-z0-9]+)\)/g)) expect(text).toContain(`${name}:`);
  });

  it('writes a long title in as many lines as it needs, all inside the picture', () => {
    const title =
      'From bytes to the answer, 2 MP JPEG, Chromium, everything that was measured in this run beside it';
    const text = standaloneSvg({ ...ranges, title });
    const { document } = parseHTML(`<!doctype html><body>${text}</body>`);
    const lines = [...document.querySelectorAll('.title')].map(({ textContent }) => textContent ?? '');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ')).toBe(title);
    for (const line of lines) expect(line.length * 7.6).toBeLessThan(420);
    const height = (svg: string) => Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)![1]);
    expect(height(text)).toBeGreaterThan(height(standaloneSvg(ranges)));
  });
});

describe('writePlots', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'livephoto-plots-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('shows every chart in the document, and takes away those of the run before alone', async () => {
    const document = join(folder, 'performance.md');
    const images = join(folder, 'images/plots');
    await writePlots(document, { command: 'pnpm bench', lines: ['a run'] }, [
      section('stages', [parts]),
      section('peers', [ranges]),
      section('none', []),
    ]);
    const text = await readFile(document, 'utf8');
    expect(text).toContain('![2 MP](images/plots/peers-2-mp.svg)');
    expect(text).toContain('Medians.');
    expect(text).not.toContain('About none');
    await writeFile(join(images, 'mine.svg'), '<svg/>');
    await writePlots(document, { command: 'pnpm bench', lines: ['a run'] }, [section('peers', [ranges])]);
    expect((await readdir(images)).sort()).toEqual(['mine.svg', 'peers-2-mp.svg']);
    expect((await readFile(document, 'utf8')).split(plotsPlace.start)).toHaveLength(2);
  });
});
