import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { linesChart, partsChart, rangesChart } from './bar-charts.ts';
import { jsonText, type PerformanceReport, pageText, terminalText } from './performance-report.ts';

const format = (value: number) => value.toFixed(0);

const report: PerformanceReport = {
  title: 'test',
  info: {
    command: 'pnpm bench test --photo "<a> & b.jpg"',
    date: '2026-01-02T03:04:05.678Z',
    commit: '0123456789ab+',
    machine: { cores: 2, cpu: 'A Processor', arch: 'x64', platform: 'linux', memory: 2 ** 33, load: 3 },
    versions: { node: '20.20.2', tinybench: '6.2.4' },
  },
  goals: [
    { name: 'fast', wanted: '≤ 2 ×', measured: '1.5 ×', met: true },
    { name: 'small', wanted: '≤ 1 MB', measured: '3 MB', met: false },
    { name: 'cheap', wanted: 'free', measured: 'not measured', met: null },
  ],
  sections: [
    {
      id: 'one',
      title: 'First',
      remarks: ['Read <this>.'],
      charts: [
        partsChart(
          'parts',
          [
            { bar: 'a', part: 'x', value: 10 },
            { bar: 'a', part: 'y', value: 32 },
          ],
          { label: 'ms', format },
        ),
        rangesChart(
          'ranges',
          [{ name: 'a', spread: { count: 3, median: 7, q1: 6, q3: 9, min: 5, max: 20 } }],
          {
            label: 'ms',
            format,
          },
        ),
        linesChart(
          'lines',
          [1, 2, 3].flatMap((x) => [
            { x, y: x, name: 'up' },
            { x, y: 3 - x, name: 'down' },
          ]),
          { x: { label: 'x' }, y: { label: 'y' } },
        ),
      ],
      tables: [{ title: 'Times', columns: ['what', 'ms'], rows: [['a <b>', '7']], note: 'A note.' }],
    },
    { id: 'two', title: 'Second', remarks: [], charts: [], tables: [] },
  ],
  measured: { raw: [1, 2, 3] },
};

describe('a report of a measurement', () => {
  it('says in the terminal what was measured, on what, and which goals are met', () => {
    const text = terminalText(report);
    expect(text).toMatch(/Times\n─+\nwhat +ms\na <b> +7\n\(A note\.\)/);
    expect(text).toMatch(/small +≤ 1 MB +3 MB +missed/);
    expect(text).toContain('2026-01-02 03:04 UTC, commit 0123456789ab+.');
    expect(text).toContain('2 cores, x64 (A Processor, 8 GB, linux). Others were at work on it (load 3.0)');
    expect(text).toContain('node 20.20.2, tinybench 6.2.4');
  });

  it('keeps everything for other programs', () => {
    const json = JSON.parse(jsonText(report));
    expect(json).toMatchObject({ version: 1, raw: [1, 2, 3], machine: { cores: 2 }, goals: report.goals });
  });

  it('is one page that loads and runs nothing, escaped, with every chart and table', async () => {
    const page = await pageText(report);
    expect(page).not.toMatch(/<script|<link|<iframe|@import|src=/i);
    const { document } = parseHTML(page);
    expect(document.querySelector('pre')?.textContent).toBe(report.info.command);
    expect(page).not.toContain('<this>');
    expect([...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))).toEqual([
      '#goals',
      '#one',
      '#two',
    ]);
    expect([...document.querySelectorAll('.badge')].map(({ textContent }) => textContent)).toEqual([
      '✓ met',
      '✗ missed',
      'not measured',
    ]);
    const charts = [...document.querySelectorAll('#one figure')];
    expect(charts.map((chart) => chart.querySelector('figcaption')?.textContent)).toEqual([
      'parts',
      'ranges',
      'lines',
    ]);
    // The sum of a bar's parts, and the median of a range.
    expect(charts[0]?.querySelector('svg')?.textContent).toContain('42');
    expect(charts[1]?.querySelector('svg')?.textContent).toContain('7');
    expect(charts[2]?.querySelectorAll('g[aria-label="line"] path')).toHaveLength(2);
    expect(charts.map((chart) => chart.querySelectorAll('.legend span').length)).toEqual([2, 0, 2]);
  });
});
