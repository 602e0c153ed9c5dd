/** How scores are spread, one panel per label. */
import { type Chart, colorsOf, draw, Plot } from '../../../report/draw.ts';

export interface Scored {
  /** 0..100. */
  readonly score: number;
  readonly group: string;
}

/** @param groups panels from top to bottom; empty ones are left out */
export function scoreHistogram(
  title: string,
  scores: readonly Scored[],
  groups: readonly string[],
  options: { readonly label: string; readonly threshold?: number | undefined },
): Chart | undefined {
  const present = groups.filter((name) => scores.some(({ group }) => group === name));
  if (present.length === 0) return undefined;
  const { scale, legend } = colorsOf(present);
  const svg = draw(title, {
    marginLeft: 46,
    marginRight: 12,
    x: { label: options.label, domain: [0, 100] },
    // Marks of two panels would stand on each other where there are many.
    y: {
      label: '% of the panel',
      percent: true,
      ticks: present.length > 3 ? [0, 50] : [0, 50, 100],
      grid: true,
    },
    fy: { domain: present, axis: null, padding: 0.12 },
    color: scale,
    marks: [
      Plot.rectY(
        scores,
        Plot.binX<Plot.RectYOptions>(
          { y: 'proportion-facet' },
          { x: binned, fy: 'group', fill: 'group', interval: 2.5, domain: [0, 100] },
        ),
      ),
      Plot.ruleY([0]),
      ...(options.threshold === undefined
        ? []
        : [Plot.ruleX([options.threshold], { strokeDasharray: '4 3' })]),
    ],
  });
  return { title, legend, svg };
}

/** Bins do not include their upper edge, and 100 belongs into the last one. */
function binned({ score }: Scored): number {
  return Math.min(score, 99.99);
}
