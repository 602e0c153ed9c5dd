/** The report of a measurement: in the terminal, as JSON, and as one HTML page. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { html } from 'hono/html';
import { assertPlace } from './marked-document.ts';
import {
  chartMarkup,
  type Goal,
  goalsMarkup,
  goalTable,
  type Markup,
  tableMarkup,
  wholePage,
} from './markup.ts';
import type { OutputOptions } from './options.ts';
import { describeRun, type RunInfo } from './performance-run.ts';
import { plotsPlace, writePlots } from './plots.ts';
import type { Section } from './section.ts';
import { drawTable } from './terminal-table.ts';

export interface PerformanceReport {
  /** `speed`. */
  readonly title: string;
  readonly info: RunInfo;
  readonly goals: readonly Goal[];
  readonly sections: readonly Section[];
  /** Everything that was measured, for other programs. */
  readonly measured: object;
  /** How intervals are drawn, where times have nothing to do with it. */
  readonly footer?: string;
}

/** Sees to it, before a long run, that its report has a place. */
export async function prepareOutput({ json, html: page, plots }: OutputOptions): Promise<void> {
  for (const file of [json, page, plots]) {
    if (file !== undefined) await mkdir(dirname(resolve(file)), { recursive: true });
  }
  if (plots !== undefined) await assertPlace(plots, plotsPlace);
}

/** Prints the report and writes the files that were asked for. */
export async function writeReport(report: PerformanceReport, options: OutputOptions): Promise<void> {
  process.stdout.write(`${terminalText(report)}\n`);
  if (options.json !== undefined) await writeFile(options.json, jsonText(report));
  if (options.html !== undefined) await writeFile(options.html, await pageText(report));
  if (options.plots !== undefined) {
    const run = { command: report.info.command, lines: describeRun(report.info) };
    await writePlots(options.plots, run, report.sections);
  }
  for (const file of [options.json, options.html, options.plots]) {
    if (file !== undefined) process.stderr.write(`Wrote ${file}\n`);
  }
}

export function terminalText({ info, goals, sections }: PerformanceReport): string {
  const chapters = sections.flatMap(({ remarks, tables }) => [
    ...tables.map(drawTable),
    ...(remarks.length > 0 ? [remarks.join('\n')] : []),
  ]);
  return [
    ...chapters,
    ...(goals.length > 0 ? [drawTable(goalTable(goals))] : []),
    describeRun(info).join('\n'),
  ].join('\n\n');
}

export function jsonText({ info, goals, measured }: PerformanceReport): string {
  return `${JSON.stringify({ version: 1, ...info, goals, ...measured }, undefined, 1)}\n`;
}

const timesFooter =
  'Times are medians, with the quartiles as their spread; ratios are medians over rounds in which both sides ran in turns, with 95 % intervals from resampled rounds (percentile bootstrap, 1000 seeded resamples). Every round is a fresh process.';

export function pageText({
  title,
  info,
  goals,
  sections,
  footer = timesFooter,
}: PerformanceReport): Promise<string> {
  const heading = `livephoto: ${title}`;
  return wholePage(
    heading,
    html`<header>
<h1>${heading}</h1>
${describeRun(info).map((line) => html`<p>${line}</p>`)}
<pre>${info.command}</pre>
${sections.length > 1 ? html`<nav>${goals.length > 0 ? html`<a href="#goals">Goals</a>` : ''}${sections.map(({ id, title: name }) => html`<a href="#${id}">${name}</a>`)}</nav>` : ''}
</header>
<main>
${goals.length > 0 ? html`<section id="goals"><h2>Goals</h2>${goalsMarkup(goals)}</section>` : ''}
${sections.map(sectionMarkup)}
</main>
<footer><p>${footer}</p></footer>`,
  );
}

function sectionMarkup({ id, title, remarks, charts, tables }: Section): Markup {
  return html`<section id="${id}"><h2>${title}</h2>
${remarks.map((remark) => html`<p class="note">${remark}</p>`)}
${charts.length > 0 ? html`<div class="charts">${charts.map(chartMarkup)}</div>` : ''}
${tables.map(tableMarkup)}
</section>`;
}
