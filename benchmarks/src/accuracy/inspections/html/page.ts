/** The whole HTML report: one file, nothing loaded from elsewhere, no script. */
import { html, raw } from 'hono/html';
import type { Chart } from '../../../report/draw.ts';
import {
  chartMarkup,
  goalsMarkup,
  type Markup,
  noteMarkup,
  tableMarkup,
  wholePage,
} from '../../../report/markup.ts';
import type { PlottedSection } from '../../../report/plots.ts';
import { familyChart } from '../../families/family-chart.ts';
import type { Category } from '../../labels/labels.ts';
import { categoryNames } from '../../labels/labels.ts';
import type { ObservedPhoto } from '../../runner/run.ts';
import type { ConfusionMatrix } from '../../statistics/confusion.ts';
import type { Goal } from '../accuracy-goals.ts';
import { describeRun } from '../accuracy-run.ts';
import { mistakeTable, tablesOf } from '../accuracy-tables.ts';
import { photosOf } from '../all-figures.ts';
import { goalTable, type Result } from '../terminal.ts';
import { categoryCharts } from './category-charts.ts';
import { type MistakeCard, mistakeCards } from './mistake-cards.ts';

export interface PageOptions {
  /** Where the page will lie: links to photos are relative to it. */
  readonly file: string;
  /** Embeds small pictures of the worst mistakes. */
  readonly thumbnails: boolean;
}

const titles: Readonly<Record<Category, string>> = {
  faces: 'Faces analysis',
  orientation: 'Facial orientation',
  obstruction: 'Facial obstructions',
  liveness: 'Liveness',
};

export async function htmlReport(
  result: Result,
  observed: readonly ObservedPhoto[],
  options: PageOptions,
): Promise<string> {
  const present = categoryNames.filter((category) => result.figures[category]);
  const sections = await Promise.all(
    present.map(async (category) => {
      const cards = await mistakeCards(result.mistakes[category] ?? [], observed, options);
      return section(category, result, photosOf(observed, category), cards);
    }),
  );
  return wholePage(
    'livephoto: accuracy',
    html`<header>
<h1>livephoto: accuracy</h1>
${describeRun(result.info).map((line) => html`<p>${line}</p>`)}
<pre>${result.info.command}</pre>
${options.thumbnails ? html`<p class="warning"><strong>This file embeds small pictures of the labelled photos.</strong> Do not publish it or pass it on where the terms of those photos forbid it; <code>--no-thumbnails</code> writes one without them.</p>` : ''}
<nav><a href="#goals">Goals</a>${present.map((category) => html`<a href="#${category}">${titles[category]}</a>`)}</nav>
</header>
<main>
<section id="goals"><h2>Goals</h2>${goalsList(result.goals)}</section>
${sections}
</main>
<footer><p>Intervals are 95 %: Wilson's for shares, percentile bootstrap (1000 seeded resamples, photos of one person drawn together where the labels name persons) for the rest. Weak labels, derived and synthetic photos are counted apart; errors and photos without an answer are counted, never left out.</p></footer>`,
  );
}

function goalsList(goals: readonly Goal[]): Markup {
  const titled = goals.map((goal) => ({ ...goal, name: `${titles[goal.category]}: ${goal.name}` }));
  return html`${goalsMarkup(titled)}${noteMarkup(goalTable(goals))}`;
}

function section(
  category: Category,
  result: Result,
  photos: readonly ObservedPhoto[],
  cards: readonly MistakeCard[],
): Markup {
  const charts = chartsOf(category, result, photos);
  const kinds = mistakeTable(result.mistakes, category);
  const confusion = confusionOf(result, category);
  return html`<section id="${category}"><h2>${titles[category]}</h2>
${charts.length > 0 || confusion ? html`<div class="charts">${charts.map(chartMarkup)}${confusion ? html`<figure><figcaption>Confusion, firm labels</figcaption>${confusionTable(confusion)}</figure>` : ''}</div>` : ''}
${tablesOf(result.figures, category).map(tableMarkup)}
${kinds ? tableMarkup(kinds) : ''}
${cards.length > 0 ? html`<h3>Worst mistakes</h3><div class="cards">${cards.map(cardMarkup)}</div>` : ''}
</section>`;
}

function chartsOf(category: Category, result: Result, photos: readonly ObservedPhoto[]): readonly Chart[] {
  const families = category === 'liveness' ? result.figures.families?.firm : undefined;
  const byFamily = families && familyChart(families, 'Equal error rates by family and species, firm labels');
  return [...(byFamily ? [byFamily] : []), ...categoryCharts(category, photos, result.info.policy)];
}

/** The charts of every category that was measured, for a document. */
export function plottedSections(result: Result, observed: readonly ObservedPhoto[]): PlottedSection[] {
  return categoryNames
    .filter((category) => result.figures[category])
    .map((category) => ({
      id: `accuracy-${category}`,
      title: titles[category],
      charts: chartsOf(category, result, photosOf(observed, category)),
    }));
}

function confusionOf({ figures }: Result, category: Category): ConfusionMatrix | undefined {
  if (category === 'faces') return figures.faces?.firm?.all.confusion;
  if (category === 'obstruction') return figures.obstruction?.firm?.all.confusion;
  return undefined;
}

/** Cells are shaded by their share of the row; what lies off the diagonal in the colour of mistakes. */
function confusionTable({ actual, given, counts }: ConfusionMatrix): Markup {
  return html`<div class="scroll"><table class="confusion">
<thead><tr><th>label</th>${given.map((name) => html`<th>${name}</th>`)}</tr></thead>
<tbody>${actual.map((name, row) => {
    const total = Math.max(
      1,
      counts[row]!.reduce((sum, count) => sum + count, 0),
    );
    return html`<tr><td>${name}</td>${given.map((answer, column) => {
      const count = counts[row]![column]!;
      const share = Math.round((100 * count) / total);
      return html`<td class="${answer === name ? 'right' : 'wrong'}" style="--share:${share}%">${count}<small>${share} %</small></td>`;
    })}</tr>`;
  })}</tbody></table></div>`;
}

function cardMarkup({ mistake, picture, link }: MistakeCard): Markup {
  const image = picture ? html`<img src="${raw(picture)}" alt="">` : '';
  return html`<article>${link ? html`<a href="${link}">${image}</a>` : image}
<p><strong>${mistake.kind}</strong>${mistake.photo.standing === 'firm' ? '' : html` <span class="badge">${mistake.photo.standing}</span>`}</p>
<p>${mistake.detail}</p><p class="path">${link ? html`<a href="${link}">${mistake.photo.path}</a>` : mistake.photo.path}</p></article>`;
}
