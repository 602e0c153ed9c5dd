/** Draws a chart to SVG text without a browser; its colours are the page's variables, so that it follows light and dark. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

export interface Chart {
  readonly title: string;
  readonly legend: readonly { readonly name: string; readonly color: string }[];
  readonly svg: string;
  /** What has to be known to read it. */
  readonly note?: string;
}

/** Colours of series, in the order they are given out. */
export const seriesColors = Array.from({ length: 8 }, (_, index) => `var(--c${index + 1})`);

/** @param description read out in place of the picture */
export function draw(description: string, options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html></html>');
  const figure = Plot.plot({
    document,
    width: 420,
    height: 320,
    marginLeft: 46,
    marginBottom: 38,
    style: { fontSize: '11px', background: 'none', color: 'inherit' },
    ...options,
  });
  figure.setAttribute('role', 'img');
  figure.setAttribute('aria-label', description);
  // Measured by hand, the page sizes it.
  figure.removeAttribute('width');
  figure.removeAttribute('height');
  return figure.outerHTML;
}

/** Colours of named series, for a scale and for the legend. */
export function colorsOf(names: readonly string[]): { scale: Plot.ScaleOptions; legend: Chart['legend'] } {
  const range = names.map((_, index) => seriesColors[index % seriesColors.length]!);
  return {
    scale: { type: 'ordinal', domain: [...names], range },
    legend: names.map((name, index) => ({ name, color: range[index]! })),
  };
}

export { Plot };
