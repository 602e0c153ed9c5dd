/** Reliability diagram of the liveness score: of photos with a score, how many were genuine, and how many there are. */

import { type Chart, draw, Plot, seriesColors } from '../../../report/draw.ts';
import { percentNumber } from '../../../report/rates-text.ts';
import type { ObservedPhoto } from '../../runner/run.ts';
import { binCount } from '../../statistics/calibration.ts';
import { livenessCalibration } from '../liveness/attack-detection.ts';
import { fittedNote } from '../liveness/liveness-tables.ts';

/** Undefined without scored photos of both kinds. */
export function reliabilityChart(firm: readonly ObservedPhoto[]): Chart | undefined {
  const { bins, error } = livenessCalibration(firm);
  if (error === null) return undefined;
  const points = bins.flatMap(({ from, to, count, share, foretold, observed }) =>
    foretold === null || observed === null
      ? []
      : [
          {
            from: 100 * from,
            to: 100 * to,
            count: `${count}`,
            share: 100 * share,
            score: 100 * foretold,
            genuine: 100 * observed,
          },
        ],
  );
  const [color] = seriesColors;
  const title = `Reliability, firm labels: expected calibration error ${percentNumber(error)} %`;
  const svg = draw(title, {
    x: { label: 'mean score of the bin →', domain: [0, 100], ticks: binCount },
    // Room below zero for how many photos a bin has.
    y: { label: '↑ genuine (%)', domain: [-8, 100], ticks: [0, 20, 40, 60, 80, 100], grid: true },
    marks: [
      Plot.rectY(points, {
        x1: 'from',
        x2: 'to',
        y: 'share',
        fill: 'currentColor',
        fillOpacity: 0.14,
        inset: 1,
      }),
      Plot.line(
        [
          [0, 0],
          [100, 100],
        ],
        { stroke: 'currentColor', strokeOpacity: 0.35, strokeDasharray: '3 3' },
      ),
      Plot.ruleY([0]),
      Plot.line(points, { x: 'score', y: 'genuine', stroke: color!, strokeWidth: 1.6 }),
      Plot.dot(points, { x: 'score', y: 'genuine', fill: color!, r: 4 }),
      Plot.text(points, { x: ({ from, to }) => (from + to) / 2, y: -4.5, text: 'count' }),
    ],
  });
  return {
    title,
    legend: [],
    svg,
    note: `Below the line: photos in the bin; grey: their share of the weight, genuine photos and attacks weighing alike. ${fittedNote}`,
  };
}
