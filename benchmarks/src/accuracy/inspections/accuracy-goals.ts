/** The goals that the project has set itself, and what a run measured against them. */
import { estimateAtLeast, estimateAtMost, shareAtLeast, shareAtMost } from '../../report/goal-checks.ts';
import type { Goal as ReportGoal } from '../../report/markup.ts';
import { familyGoals } from '../families/family-goals.ts';
import { type Category, categoryNames } from '../labels/labels.ts';
import { leftOutName } from '../peers/detector-rates.ts';
import type { Figures } from './all-figures.ts';

export interface Goal extends ReportGoal {
  readonly category: Category;
}

export function goalsOf(figures: Figures): Goal[] {
  const by: Record<Category, ReportGoal[]> = {
    faces: facesGoals(figures),
    orientation: orientationGoals(figures),
    obstruction: obstructionGoals(figures),
    liveness: livenessGoals(figures),
  };
  return categoryNames.flatMap((category) => by[category].map((goal) => ({ category, ...goal })));
}

function facesGoals({ faces }: Figures): ReportGoal[] {
  if (!faces) return [];
  return [
    shareAtLeast('right class of zero / one / many, firm labels', faces.firm?.all.right, 0.985),
    shareAtLeast('right class, weak labels', faces.weak?.all.right, 0.95),
    shareAtLeast('one-face photos, firm labels', faces.firm?.all.recall.single, 0.995),
  ];
}

function orientationGoals({ orientation }: Figures): ReportGoal[] {
  if (!orientation) return [];
  const firm = orientation.firm?.all;
  const band = (yaw?: number, pitch?: number) =>
    firm?.bands.find((one) => one.yaw === yaw && one.pitch === pitch);
  const within = 'yaw and pitch within ±45';
  return [
    estimateAtMost(`yaw, mean absolute error, ${within}`, band(45, 45)?.yawErrors.mae, 4, '°'),
    estimateAtMost('yaw, mean absolute error, yaw within ±45 at any pitch', band(45)?.yawErrors.mae, 4, '°'),
    estimateAtMost(`pitch, mean absolute error, ${within}`, band(45, 45)?.pitchErrors.mae, 8.5, '°'),
    shareAtMost('beyond 40° yaw and no finding about angles', firm?.turnedWithoutFinding, 0),
    shareAtMost('beyond 40° yaw and reported under 20°', firm?.turnedReportedUnder20, 0),
  ];
}

function obstructionGoals({ obstruction }: Figures): ReportGoal[] {
  if (!obstruction) return [];
  const firm = obstruction.firm?.all;
  return [
    estimateAtLeast('balanced accuracy obstructed / clear', firm?.balancedAccuracy, 0.97),
    shareAtLeast('masks caught, right region named', firm?.occlusions.mask?.rightRegion, 0.98),
    shareAtLeast('sunglasses caught, right region named', firm?.occlusions.sunglasses?.rightRegion, 0.98),
    shareAtMost('clear glasses refused', firm?.accessories.eyeglasses?.refused, 0.02),
    shareAtMost('bearded faces refused', firm?.accessories.beard?.refused, 0.02),
  ];
}

const pooledLimit = 0.09;
/** The goal as it is meant: each family judged by a linear head that never saw it. */
const leftOutHow = 'family left out of the fit';

function livenessGoals({ liveness, families, peers }: Figures): ReportGoal[] {
  if (!liveness) return [];
  const leftOut = peers?.firm?.all.find(({ name }) => name === leftOutName);
  return [
    ...familyGoals(families?.firm),
    estimateAtMost('equal error rate, pooled', liveness.firm?.all.eer, pooledLimit),
    ...(leftOut ? [estimateAtMost(`equal error rate, pooled, ${leftOutHow}`, leftOut.eer, pooledLimit)] : []),
  ];
}
