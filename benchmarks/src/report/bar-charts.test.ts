import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { partsChart, rangesChart } from './bar-charts.ts';

const options = { label: 'ms', format: (value: number) => value.toFixed(0) };
const spread = { count: 3, median: 7, q1: 6, q3: 9, min: 5, max: 20 };
const charts = {
  parts: (name: string) => partsChart('parts', [{ bar: name, part: 'decode', value: 7 }], options),
  ranges: (name: string) => rangesChart('ranges', [{ name, spread }], options),
};

/** The lines of the name on the left, and the pixels before its end. */
function nameOf({ svg }: { readonly svg: string }) {
  const { document } = parseHTML(`<!doctype html><body>${svg}</body>`);
  const axis = document.querySelector('[aria-label="y-axis tick label"]')!;
  const place = (of: Element) => Number(/\(([-\d.]+)/.exec(of.getAttribute('transform') ?? '(0')![1]);
  const text = axis.querySelector('text')!;
  const lines = [...text.querySelectorAll('tspan')].map((line) => line.textContent ?? '');
  return { lines: lines.length > 0 ? lines : [text.textContent ?? ''], end: place(axis) + place(text) };
}

describe.each(Object.entries(charts))('names left of %s', (_, chart) => {
  it.each([
    ['Node', ['Node']],
    ['Chromium, onnxruntime-web', ['Chromium, onnxruntime-web']],
    ['Chromium, onnxruntime-web, threads', ['Chromium, onnxruntime-web,', 'threads']],
    ['onnxruntime-web-with-threads-and-simd', ['onnxruntime-web-with-threads-and-simd']],
  ])('show all of %s', (name, lines) => {
    const shown = nameOf(chart(name));
    expect(shown.lines).toEqual(lines);
    // DejaVu Sans, as wide as any font of a system, has 6.2 pixels a letter.
    expect(shown.end - 6.2 * Math.max(...lines.map(({ length }) => length))).toBeGreaterThan(0);
  });
});
