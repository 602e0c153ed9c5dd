/** What becomes of photos that are made worse: how many are refused for it, and how far the landmarks still agree. */
import { type Chart, draw, Plot, seriesColors } from '../../report/draw.ts';
import { countText, shareText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { type Proportion, shareOf } from '../statistics/proportion.ts';
import type { Degradation } from './degradations.ts';

/** One photo at one step. */
export interface DegradedPhoto {
  /** Refused for what cannot be made out, or without a face any more. */
  readonly refused: boolean;
  /**
   * How far the landmarks of eyes, nose and mouth wander when the photo is shifted by a few pixels, a percentage of the distance between
   * the eyes; null without a face in either.
   */
  readonly scatter: number | null;
}

export interface StepRates {
  readonly step: number;
  readonly refused: Proportion;
  /** Median of those with a face; null without any. */
  readonly scatter: number | null;
}

export interface DegradationRates {
  readonly degradation: Pick<Degradation, 'name' | 'unit'>;
  /** Not degraded first. */
  readonly steps: readonly StepRates[];
}

export function stepRates(step: number, photos: readonly DegradedPhoto[]): StepRates {
  const scatters = photos.flatMap(({ scatter }) => (scatter === null ? [] : [scatter])).sort((a, b) => a - b);
  return {
    step,
    refused: shareOf(photos, ({ refused }) => refused),
    scatter: scatters.length === 0 ? null : scatters[Math.floor(scatters.length / 2)]!,
  };
}

export function degradationTable({ degradation, steps }: DegradationRates): Table {
  return {
    title: `${degradation.name}: ${degradation.unit}`,
    columns: ['step', 'refused', 'of', 'landmarks wander by'],
    rows: steps.map(({ step, refused, scatter }) => [
      String(step),
      shareText(refused),
      countText(refused),
      scatter === null ? '–' : `${scatter.toFixed(1)} %`,
    ]),
  };
}

/** How many are refused at each step, and how far the landmarks wander. */
export function degradationChart({ degradation, steps }: DegradationRates): Chart {
  const title = `${degradation.name}: refused, and how far landmarks wander`;
  const [refused, wander] = seriesColors;
  const points = steps.map(({ step, refused: share, scatter }, index) => ({
    index,
    step: String(step),
    refused: 100 * (share.value ?? 0),
    scatter: Math.min(100, 10 * (scatter ?? 10)),
  }));
  const svg = draw(title, {
    x: { label: `${degradation.unit} →`, domain: points.map(({ step }) => step), type: 'point' },
    y: { label: '↑ percent', domain: [0, 100], grid: true },
    marks: [
      Plot.line(points, { x: 'step', y: 'refused', stroke: refused!, strokeWidth: 2 }),
      Plot.dot(points, { x: 'step', y: 'refused', fill: refused!, r: 3.5 }),
      Plot.line(points, { x: 'step', y: 'scatter', stroke: wander!, strokeWidth: 2, strokeDasharray: '5 3' }),
      Plot.dot(points, { x: 'step', y: 'scatter', fill: wander!, r: 3 }),
    ],
  });
  return {
    title,
    legend: [
      { name: 'photos refused', color: refused! },
      { name: 'landmarks wander, ten times the percent of the eyes’ distance', color: wander! },
    ],
    svg,
  };
}
