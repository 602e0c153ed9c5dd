/** The goals that the project has set itself, and what a run measured against them. */

import type { Goal as ReportGoal } from '../../report/markup.ts';
import { degreesText, estimateText, rateText } from '../../report/rates-text.ts';
import type { Category } from '../labels/labels.ts';
import { type DetectorFigures, leftOutName } from '../peers/detector-rates.ts';
import type { Estimate } from '../statistics/bootstrap.ts';
import type { Proportion } from '../statistics/proportion.ts';
import type { Figures } from './all-figures.ts';
import type { Grouped } from './grouped.ts';

export interface Goal extends ReportGoal {
  readonly category: Category;
}

/** What a source needs of each kind for its own equal error rate to count. */
const fewestOfEachKind = 30;

export function goalsOf(figures: Figures): Goal[] {
  return [
    ...facesGoals(figures),
    ...orientationGoals(figures),
    ...obstructionGoals(figures),
    ...livenessGoals(figures),
  ];
}

/** Floating point must not turn a goal that is met exactly into one that is missed. */
const epsilon = 1e-9;

function atLeast(category: Category, name: string, share: Proportion | undefined, limit: number): Goal {
  return {
    category,
    name,
    wanted: `≥ ${+(limit * 100).toFixed(1)} %`,
    measured: share ? rateText(share) : 'not measured',
    met: share?.value == null ? null : share.value >= limit - epsilon,
  };
}

function atMost(category: Category, name: string, share: Proportion | undefined, limit: number): Goal {
  return {
    ...atLeast(category, name, share, 0),
    wanted: limit === 0 ? 'none' : `≤ ${+(limit * 100).toFixed(1)} %`,
    met: share?.value == null ? null : share.value <= limit + epsilon,
  };
}

function estimateAtMost(
  category: Category,
  name: string,
  estimate: Estimate | undefined,
  limit: number,
  unit: '%' | '°',
): Goal {
  return {
    category,
    name,
    wanted: unit === '%' ? `≤ ${+(limit * 100).toFixed(1)} %` : `≤ ${limit.toFixed(1)}°`,
    measured: estimate ? (unit === '%' ? estimateText(estimate) : degreesText(estimate)) : 'not measured',
    met: estimate?.value == null ? null : estimate.value <= limit + epsilon,
  };
}

function facesGoals({ faces }: Figures): Goal[] {
  if (!faces) return [];
  return [
    atLeast('faces', 'right class of zero / one / many, firm labels', faces.firm?.all.right, 0.985),
    atLeast('faces', 'right class, weak labels', faces.weak?.all.right, 0.95),
    atLeast('faces', 'one-face photos, firm labels', faces.firm?.all.recall.single, 0.995),
  ];
}

function orientationGoals({ orientation }: Figures): Goal[] {
  if (!orientation) return [];
  const firm = orientation.firm?.all;
  const band = (yaw?: number, pitch?: number) =>
    firm?.bands.find((one) => one.yaw === yaw && one.pitch === pitch);
  const within = 'yaw and pitch within ±45';
  return [
    estimateAtMost('orientation', `yaw, mean absolute error, ${within}`, band(45, 45)?.yawErrors.mae, 4, '°'),
    estimateAtMost(
      'orientation',
      'yaw, mean absolute error, yaw within ±45 at any pitch',
      band(45)?.yawErrors.mae,
      4,
      '°',
    ),
    estimateAtMost(
      'orientation',
      `pitch, mean absolute error, ${within}`,
      band(45, 45)?.pitchErrors.mae,
      8.5,
      '°',
    ),
    atMost('orientation', 'beyond 40° yaw and no finding about angles', firm?.turnedWithoutFinding, 0),
    atMost('orientation', 'beyond 40° yaw and reported under 20°', firm?.turnedReportedUnder20, 0),
  ];
}

function obstructionGoals({ obstruction }: Figures): Goal[] {
  if (!obstruction) return [];
  const firm = obstruction.firm?.all;
  const balanced = firm?.balancedAccuracy;
  return [
    {
      category: 'obstruction',
      name: 'balanced accuracy obstructed / clear',
      wanted: '≥ 97 %',
      measured: balanced ? estimateText(balanced) : 'not measured',
      met: balanced?.value == null ? null : balanced.value >= 0.97 - epsilon,
    },
    atLeast('obstruction', 'masks caught, right region named', firm?.occlusions.mask?.rightRegion, 0.98),
    atLeast(
      'obstruction',
      'sunglasses caught, right region named',
      firm?.occlusions.sunglasses?.rightRegion,
      0.98,
    ),
    atMost('obstruction', 'clear glasses refused', firm?.accessories.eyeglasses?.refused, 0.02),
    atMost('obstruction', 'bearded faces refused', firm?.accessories.beard?.refused, 0.02),
  ];
}

function livenessGoals({ liveness, peers }: Figures): Goal[] {
  if (!liveness) return [];
  const firm = liveness.firm?.all;
  return [
    ...overallGoals('', firm, liveness.firm?.sources ?? {}),
    ...(peers?.firm ? leftOutGoals(peers.firm) : []),
    atMost('liveness', "BPCER at the policy's threshold", firm?.rates.bpcer, 0.05),
  ];
}

type Detection = Pick<DetectorFigures, 'bonaFide' | 'attacks' | 'eer' | 'bpcer10'>;

/** @param how Ends each goal's name. */
function overallGoals(
  how: string,
  all: Detection | undefined,
  sources: Readonly<Record<string, Detection>>,
): Goal[] {
  const large = Object.entries(sources).filter(
    ([, source]) => source.bonaFide >= fewestOfEachKind && source.attacks >= fewestOfEachKind,
  );
  const [worstName, worst] = large.sort(([, a], [, b]) => (b.eer.value ?? 0) - (a.eer.value ?? 0))[0] ?? [];
  return [
    estimateAtMost('liveness', `equal error rate, pooled${how}`, all?.eer, 0.08, '%'),
    estimateAtMost(
      'liveness',
      `equal error rate, every source with ≥ ${fewestOfEachKind} of each kind${worstName ? ` (worst: ${worstName})` : ''}${how}`,
      worst?.eer,
      0.1,
      '%',
    ),
    estimateAtMost('liveness', `BPCER at APCER 10 %, pooled${how}`, all?.bpcer10, 0.1, '%'),
  ];
}

/** The goals as they are meant: each source judged by a linear head that never saw it. */
function leftOutGoals({ all, sources }: Grouped<readonly DetectorFigures[]>): Goal[] {
  const leftOut = (detectors: readonly DetectorFigures[]) =>
    detectors.find(({ name }) => name === leftOutName);
  const overall = leftOut(all);
  if (overall === undefined) return [];
  const each = Object.entries(sources).flatMap(([source, detectors]) => {
    const figures = leftOut(detectors);
    return figures ? [[source, figures] as const] : [];
  });
  return overallGoals(', source left out of the fit', overall, Object.fromEntries(each));
}
