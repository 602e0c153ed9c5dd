/** The parts of a report's page: one HTML file, nothing loaded from elsewhere, no script. */
import { html, raw } from 'hono/html';
import type { Chart } from './draw.ts';
import { styleSheet } from './style.ts';
import type { Table } from './table.ts';

export type Markup = ReturnType<typeof html>;

/** @param body what stands between the page's edges, its header first */
export async function wholePage(title: string, body: Markup): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(styleSheet)}</style>
</head>
<body>
${body}
</body>
</html>`;
  return `${page}\n`;
}

export function tableMarkup({ title, columns, rows, totals = [], note }: Table): Markup {
  return html`<h3>${title}</h3><div class="scroll"><table>
<thead><tr>${columns.map((column) => html`<th>${column}</th>`)}</tr></thead>
<tbody>${rows.map((row, index) => html`<tr${totals.includes(index) ? raw(' class="total"') : ''}>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>${noteMarkup({ note })}`;
}

export function noteMarkup({ note }: { readonly note?: string | undefined }): Markup | '' {
  return note ? html`<p class="note">${note}</p>` : '';
}

export function chartMarkup(chart: Chart): Markup {
  return html`<figure><figcaption>${chart.title}</figcaption>${chart.legend.length > 1 ? html`<p class="legend">${chart.legend.map(({ name, color }) => html`<span><i style="background:${color}"></i>${name}</span>`)}</p>` : ''}${raw(chart.svg)}${noteMarkup(chart)}</figure>`;
}

/** A goal that the project has set itself, and what a run measured against it. */
export interface Goal {
  readonly name: string;
  readonly wanted: string;
  readonly measured: string;
  /** Null: nothing to measure it on. */
  readonly met: boolean | null;
}

export function goalsMarkup(goals: readonly Goal[]): Markup {
  return html`<div class="scroll"><table class="goals">
<thead><tr><th>Goal</th><th>Wanted</th><th>Measured</th><th></th></tr></thead>
<tbody>${goals.map(
    (goal) => html`<tr>
<td>${goal.name}</td><td>${goal.wanted}</td><td>${goal.measured}</td>
<td>${goal.met === null ? html`<span class="badge">not measured</span>` : goal.met ? html`<span class="badge met">✓ met</span>` : html`<span class="badge missed">✗ missed</span>`}</td></tr>`,
  )}</tbody></table></div>`;
}

export function goalTable(goals: readonly Goal[]): Table {
  return {
    title: 'Goals',
    columns: ['goal', 'wanted', 'measured (95 % interval)', ''],
    rows: goals.map(({ name, wanted, measured, met }) => [
      name,
      wanted,
      measured,
      met === null ? 'not measured' : met ? 'met' : 'missed',
    ]),
  };
}
