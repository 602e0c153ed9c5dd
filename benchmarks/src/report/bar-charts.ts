/** Charts of times and sizes that several reports draw: bars of parts on one another, and ranges beside one another. */
import type { Spread } from '../accuracy/statistics/spread.ts';
import { type Chart, colorsOf, draw, Plot } from './draw.ts';
import { wrapped } from './wrapped.ts';

export interface Part {
  /** The bar it belongs to. */
  readonly bar: string;
  /** Its colour. */
  readonly part: string;
  readonly value: number;
}

/** Letters of a line on the left: a name that is longer has two. */
const letters = 28;

const linesOf = (name: string) => wrapped(name, letters);

/** Room for the names on the left: what the longest line takes in a font as wide as DejaVu Sans. */
function marginFor(names: readonly string[]): number {
  return 14 + 6.2 * Math.max(0, ...names.flatMap(linesOf).map((line) => line.length));
}

/** The names on the left. */
function namesAxis(names: readonly string[]): Plot.ScaleOptions {
  return { label: null, domain: names, tickFormat: (name: string) => linesOf(name).join('\n') };
}

/** One bar for each name, its parts one after the other, its sum behind it. */
export function partsChart(
  title: string,
  parts: readonly Part[],
  { label, format, note }: { label: string; format: (value: number) => string; note?: string },
): Chart {
  const bars = [...new Set(parts.map(({ bar }) => bar))];
  const colors = colorsOf([...new Set(parts.map(({ part }) => part))]);
  const sums = bars.map((bar) => ({
    bar,
    sum: parts.filter((part) => part.bar === bar).reduce((sum, { value }) => sum + value, 0),
  }));
  return {
    title,
    legend: colors.legend,
    ...(note ? { note } : {}),
    svg: draw(title, {
      height: 70 + 34 * bars.length,
      marginLeft: marginFor(bars),
      marginRight: 52,
      x: { label, grid: true },
      y: namesAxis(bars),
      color: colors.scale,
      marks: [
        Plot.barX(parts, { x: 'value', y: 'bar', fill: 'part', insetTop: 3, insetBottom: 3 }),
        Plot.text(sums, {
          x: 'sum',
          y: 'bar',
          text: ({ sum }) => format(sum),
          textAnchor: 'start',
          dx: 5,
          fill: 'currentColor',
        }),
      ],
    }),
  };
}

export interface RangeRow {
  readonly name: string;
  readonly spread: Spread;
}

/**
 * A dot at the median and a line between the quartiles for each name.
 * @param options.upTo where the axis ends at least, so that several charts have the same.
 */
export function rangesChart(
  title: string,
  rows: readonly RangeRow[],
  options: { label: string; format: (value: number) => string; note?: string; upTo?: number },
): Chart {
  const { label, format, note, upTo = 1e-9 } = options;
  const flat = rows.map(({ name, spread }) => ({ name, ...spread }));
  return {
    title,
    legend: [],
    ...(note ? { note } : {}),
    svg: draw(title, {
      height: 70 + 30 * rows.length,
      marginLeft: marginFor(rows.map(({ name }) => name)),
      marginRight: 52,
      x: { label, grid: true, domain: [0, 1.02 * Math.max(upTo, ...flat.map(({ q3 }) => q3))] },
      y: namesAxis(rows.map(({ name }) => name)),
      marks: [
        Plot.barX(flat, { x: 'median', y: 'name', fill: 'var(--c1)', fillOpacity: 0.25, inset: 5 }),
        Plot.ruleY(flat, { x1: 'q1', x2: 'q3', y: 'name', stroke: 'var(--c1)', strokeWidth: 3 }),
        Plot.dot(flat, { x: 'median', y: 'name', r: 4, fill: 'var(--c1)' }),
        Plot.text(flat, {
          x: 'q3',
          y: 'name',
          text: ({ median }) => format(median),
          textAnchor: 'start',
          dx: 6,
          fill: 'currentColor',
        }),
      ],
    }),
  };
}

/** Lines over a number, one for each name. */
export function linesChart(
  title: string,
  points: readonly { readonly x: number; readonly y: number; readonly name: string }[],
  { x, y, note }: { x: Plot.ScaleOptions; y: Plot.ScaleOptions; note?: string },
): Chart {
  const colors = colorsOf([...new Set(points.map(({ name }) => name))]);
  return {
    title,
    legend: colors.legend,
    ...(note ? { note } : {}),
    svg: draw(title, {
      height: 260,
      marginLeft: 52,
      x: { grid: true, ...x },
      y: { grid: true, ...y },
      color: colors.scale,
      marks: [
        Plot.line(points, { x: 'x', y: 'y', stroke: 'name', strokeWidth: 1.8 }),
        Plot.dot(points.length > 60 ? [] : points, { x: 'x', y: 'y', fill: 'name', r: 3.5 }),
      ],
    }),
  };
}
