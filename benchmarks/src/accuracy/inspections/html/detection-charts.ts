/** DET and ROC curves of liveness: pooled, per source, and beside other detectors. */
import { probit } from 'simple-statistics';
import { type Chart, colorsOf, draw, Plot } from '../../../report/draw.ts';
import { detectorScores, judgedByAll } from '../../peers/detector-rates.ts';
import type { ObservedPhoto } from '../../runner/run.ts';
import { type OperatingPoint, operatingPoints } from '../../statistics/detection-curve.ts';
import { groupBy } from '../../statistics/group-by.ts';
import { livenessPoints, speciesOf } from '../liveness/attack-detection.ts';
import { fittedNote } from '../liveness/liveness-tables.ts';

/** A curve of fewer photos of a kind is all steps. */
const fewestOfEachKind = 10;
const mostSources = 7;

/** Error rates that the DET axes name. */
const detTicks = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];
const detRange = [0.002, 0.8] as const;

interface Curve {
  readonly name: string;
  readonly points: readonly OperatingPoint[];
}

/** Pooled and per source. */
export function detectionCharts(photos: readonly ObservedPhoto[]): Chart[] {
  const curves = curvesOf(photos);
  return curves.length === 0 ? [] : [detChart('DET curve, firm labels', curves), rocChart(curves)];
}

/** The product and the other detectors over the photos that all of them judged; undefined when none was asked. */
export function peerChart(firm: readonly ObservedPhoto[]): Chart | undefined {
  const curves = detectorScores(judgedByAll(firm))
    .map(({ name, photos }) => ({ name, points: operatingPoints(photos) }))
    .filter(({ points }) => points.length > 0);
  if (curves.length === 0) return undefined;
  return {
    ...detChart('DET curve against other detectors, all sources, firm labels', curves),
    note: fittedNote,
  };
}

const line = { z: 'name', stroke: 'name', strokeWidth: 1.6 } as const;
const diagonal = { stroke: 'currentColor', strokeOpacity: 0.35, strokeDasharray: '3 3' };

function detChart(title: string, curves: readonly Curve[]): Chart {
  const { scale, legend } = colorsOf(curves.map(({ name }) => name));
  const axis = { domain: detRange.map(probit), ticks: detTicks.map(probit), tickFormat: rateOfProbit };
  const svg = draw('DET curve', {
    x: { ...axis, label: 'APCER, species pooled (%) →', grid: true },
    y: { ...axis, label: '↑ BPCER (%)', grid: true },
    color: scale,
    marks: [
      Plot.line(
        detRange.map((rate) => [probit(rate), probit(rate)]),
        diagonal,
      ),
      Plot.line(pointsOf(curves), {
        ...line,
        x: ({ apcer }: OperatingPoint) => clampedProbit(apcer),
        y: ({ bpcer }: OperatingPoint) => clampedProbit(bpcer),
      }),
    ],
  });
  return { title, legend, svg };
}

function rocChart(curves: readonly Curve[]): Chart {
  const { scale, legend } = colorsOf(curves.map(({ name }) => name));
  const svg = draw('ROC curve', {
    x: { label: 'attacks accepted (APCER, %) →', domain: [0, 100], grid: true },
    y: { label: '↑ genuine accepted (%)', domain: [0, 100], grid: true },
    color: scale,
    marks: [
      Plot.line(
        [
          [0, 0],
          [100, 100],
        ],
        diagonal,
      ),
      Plot.line(pointsOf(curves), {
        ...line,
        x: ({ apcer }: OperatingPoint) => 100 * apcer,
        y: ({ bpcer }: OperatingPoint) => 100 * (1 - bpcer),
      }),
    ],
  });
  return { title: 'ROC curve, firm labels', legend, svg };
}

function pointsOf(curves: readonly Curve[]) {
  return curves.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
}

function curvesOf(photos: readonly ObservedPhoto[]): Curve[] {
  const firm = photos.filter(({ photo }) => photo.standing === 'firm');
  const sources = [...groupBy(firm, ({ photo }) => photo.source)]
    .filter(([, members]) => {
      const attacks = members.filter((item) => speciesOf(item) !== undefined).length;
      return attacks >= fewestOfEachKind && members.length - attacks >= fewestOfEachKind;
    })
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, mostSources);
  return [['all sources', firm] as const, ...sources]
    .map(([name, members]) => ({ name, points: livenessPoints(members) }))
    .filter(({ points }) => points.length > 0);
}

function clampedProbit(rate: number): number {
  return probit(Math.min(detRange[1], Math.max(detRange[0], rate)));
}

function rateOfProbit(value: number): string {
  const rate = detTicks.find((tick) => Math.abs(probit(tick) - value) < 1e-6);
  return rate === undefined ? '' : `${+(rate * 100).toFixed(1)}`;
}
