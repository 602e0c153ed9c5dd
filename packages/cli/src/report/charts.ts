/** Histograms of a run as drawings for its page: scores with the line of refusal, angles with the policy's limits. */
import { inspectionNames, type Policy } from '@livephoto/core';
import { angleNames, type Spread, type Tally } from '../batch/tally.ts';
import { type Html, html } from './html.ts';

/** Drawn at about half of this: its words are twice as large as they will be. */
const size = { width: 260, height: 106, base: 76 };

/** @param limits values at which a line is drawn. */
function histogram(title: string, spread: Spread, limits: readonly number[], unit: string): Html {
  const { min, width, counts } = spread;
  const max = min + width * counts.length;
  const most = Math.max(1, ...counts);
  const x = (value: number) => ((value - min) / (max - min)) * size.width;
  const bars = counts.map((count, index) => {
    const from = min + index * width;
    const height = count === 0 ? 0 : Math.max(2, (count / most) * (size.base - 14));
    return html`<rect x="${x(from) + 0.5}" y="${size.base - height}" width="${size.width / counts.length - 1}" height="${height}"><title>${from}${unit} to ${from + width}${unit}: ${count}</title></rect>`;
  });
  const lines = limits
    .filter((limit) => limit > min && limit < max)
    .map((limit) => html`<line class="limit" x1="${x(limit)}" x2="${x(limit)}" y1="4" y2="${size.base}"/>`);
  const labels = [min, (min + max) / 2, max].map(
    (value, index) =>
      html`<text x="${x(value)}" y="${size.height - 6}" text-anchor="${['start', 'middle', 'end'][index]!}">${value}${unit}</text>`,
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${title}: ${total} photos">${bars}${lines}<line class="axis" x1="0" x2="${size.width}" y1="${size.base}" y2="${size.base}"/>${labels}</svg></figure>`;
}

export function histograms(tally: Tally, { orientation }: Policy): Html {
  const largest = { yaw: orientation.maxYaw, pitch: orientation.maxPitch, roll: orientation.maxRoll };
  const scores = inspectionNames.map((name) => histogram(`Score of ${name}`, tally.scores[name], [50], ''));
  const angles = angleNames.map((name) =>
    histogram(
      name[0]!.toUpperCase() + name.slice(1),
      tally.angles[name],
      [-largest[name], largest[name]],
      '°',
    ),
  );
  return html`<div class="charts">${scores}${angles}</div>`;
}
