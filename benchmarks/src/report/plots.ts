/** Writes the charts of a report as SVG files beside a Markdown document, and shows them between its marks. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseHTML } from 'linkedom';
import type { Chart } from './draw.ts';
import { type Place, readBetween, writeBetween } from './marked-document.ts';
import { palette } from './style.ts';
import { wrapped } from './wrapped.ts';

export const plotsPlace: Place = {
  start: '<!-- plots: written by `pnpm bench` with --plots, do not edit -->',
  end: '<!-- end of plots -->',
  what: 'plots',
  param: 'plots',
  heading: '# Plots',
};

/** Below the folder of the document. */
const folder = 'images/plots';

/** What a run was, for readers of its charts. */
export interface PlottedRun {
  readonly command: string;
  readonly lines: readonly string[];
}

/** The charts of one subject. */
export interface PlottedSection {
  /** Begins the names of its files. */
  readonly id: string;
  readonly title: string;
  readonly charts: readonly Chart[];
}

export async function writePlots(
  document: string,
  run: PlottedRun,
  sections: readonly PlottedSection[],
): Promise<void> {
  const place = join(dirname(document), folder);
  await mkdir(place, { recursive: true });
  // Those of the run before, which may have had other charts; nobody else's.
  const before = await readBetween(document, plotsPlace);
  for (const [, name] of before.matchAll(/\(images\/plots\/([a-z0-9-]+\.svg)\)/g)) {
    await rm(join(place, name!), { force: true });
  }
  const parts = [['```', run.command, '```'].join('\n'), run.lines.map((line) => `- ${line}`).join('\n')];
  for (const { id, title, charts } of sections) {
    if (charts.length === 0) continue;
    parts.push(`### ${title}`);
    for (const chart of charts) {
      const name = `${id}-${slug(chart.title)}.svg`;
      await writeFile(join(place, name), standaloneSvg(chart));
      parts.push(`![${chart.title}](${folder}/${name})`);
      if (chart.note) parts.push(chart.note);
    }
  }
  await writeBetween(document, plotsPlace, parts.join('\n\n'));
}

/** What a chart needs above itself: the last line of its title and those before it, and rows of its legend. Pixels. */
const titleHeight = 24;
const titleLine = 17;
const titleLetterWidth = 7.6;
const legendRow = 16;
const letterWidth = 6.4;

/** A chart that needs no page: with its title, its legend and colours for light and dark. */
export function standaloneSvg({ title, legend, svg }: Chart): string {
  const { document } = parseHTML(`<!doctype html><body>${svg}</body>`);
  const inner = document.querySelector('svg')!;
  const [, , width = 420, height = 320] = (inner.getAttribute('viewBox') ?? '').split(' ').map(Number);
  const entries = legend.length > 1 ? placed(legend, width) : [];
  const lines = wrapped(title, Math.floor((width - 16) / titleLetterWidth));
  const top = titleHeight + titleLine * (lines.length - 1);
  const head = top + (entries.length > 0 ? legendRow * (entries.at(-1)!.row + 1) : 0);
  inner.setAttribute('y', `${head}`);
  inner.setAttribute('width', `${width}`);
  inner.setAttribute('height', `${height}`);
  const marks = entries.map(
    ({ name, color, x, row }) =>
      `<rect x="${x}" y="${top + row * legendRow}" width="10" height="10" rx="2" fill="${color}"/><text x="${x + 14}" y="${top + 9 + row * legendRow}" class="dim">${escaped(name)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + head}" width="${width}" height="${height + head}" role="img" aria-label="${escaped(title)}">
<style>${palette}
svg { color: var(--text); font: 11px system-ui, sans-serif; } .page { fill: var(--page); } .title { font-weight: 600; font-size: 13px; fill: var(--text); } .dim { fill: var(--dim); }</style>
<rect class="page" width="100%" height="100%"/>
${lines.map((line, index) => `<text class="title" x="8" y="${16 + titleLine * index}">${escaped(line)}</text>`).join('')}
${marks.join('')}
${inner.outerHTML}
</svg>
`;
}

/** Entries of a legend one after the other, in as many rows as they need. */
function placed(legend: Chart['legend'], width: number) {
  let x = 8;
  let row = 0;
  return legend.map(({ name, color }) => {
    const needed = 24 + letterWidth * name.length;
    if (x > 8 && x + needed > width) {
      x = 8;
      row++;
    }
    const entry = { name, color, x, row };
    x += needed;
    return entry;
  });
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
