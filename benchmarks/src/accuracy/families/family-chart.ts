/** Equal error rates of families and of species beside one another, with their intervals. */
import { type Chart, draw, Plot, seriesColors } from '../../report/draw.ts';
import type { Estimate } from '../statistics/bootstrap.ts';
import type { FamiliesFigures } from './family-rates.ts';

/** Undefined where no family has an equal error rate. */
export function familyChart(figures: FamiliesFigures, title: string): Chart | undefined {
  const { macro, families, species } = figures;
  const rows = [
    row('macro', macro.eer),
    ...families.map(({ family, eer }) => row(family, eer)),
    ...species.map((one) => row(`species: ${one.species}`, one.eer)),
  ].filter(({ value }) => !Number.isNaN(value));
  if (rows.length < 2) return undefined;
  const names = rows.map(({ name }) => name);
  const [color] = seriesColors;
  const svg = draw(title, {
    height: 60 + 22 * rows.length,
    marginLeft: Math.min(190, 14 + 6.2 * Math.max(...names.map((name) => name.length))),
    x: {
      label: 'equal error rate (%) →',
      domain: [0, Math.max(10, ...rows.map(({ high }) => high))],
      grid: true,
    },
    y: { label: null, domain: names },
    marks: [
      Plot.ruleX([macro.eer.value === null ? 0 : 100 * macro.eer.value], {
        strokeOpacity: 0.35,
        strokeDasharray: '3 3',
      }),
      Plot.ruleY(rows, { x1: 'low', x2: 'high', y: 'name', stroke: color!, strokeOpacity: 0.6 }),
      Plot.dot(rows, { x: 'value', y: 'name', fill: color!, r: 4 }),
    ],
  });
  return {
    title,
    legend: [],
    svg,
    note: 'Dots: measured; lines: 95 % intervals, of a family over its photos, of macro and species over families too. Dashed: macro.',
  };
}

function row(name: string, { value, low, high }: Estimate) {
  const at = value === null ? Number.NaN : 100 * value;
  return { name, value: at, low: low === null ? at : 100 * low, high: high === null ? at : 100 * high };
}
