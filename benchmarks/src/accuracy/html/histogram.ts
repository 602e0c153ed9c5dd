/** How scores are spread, one panel per label. */
import { type Chart, colorsOf, draw, Plot } from './draw.ts';

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
    y: { label: 'photos', ticks: 3, grid: true },
    fy: { domain: present, axis: null, padding: 0.12 },
    color: scale,
    marks: [
      Plot.rectY(
        scores,
        Plot.binX<Plot.RectYOptions>(
          { y: 'count' },
          {
            x: 'score',
            fy: 'group',
            fill: 'group',
            thresholds: Array.from({ length: 41 }, (_, i) => i * 2.5),
          },
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
