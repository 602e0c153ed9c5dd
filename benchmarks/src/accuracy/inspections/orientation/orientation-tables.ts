/** Tables of the orientation figures. */

import { countText, degreesText, numberText, rateText, shareText } from '../../../report/rates-text.ts';
import type { Table } from '../../../report/table.ts';
import { standings } from '../../labels/labels.ts';
import { type ByStanding, type Grouped, rowsOf, standingTitles } from '../grouped.ts';
import type { BandFigures, OrientationFigures, Step } from './angle-errors.ts';

export function orientationTables(figures: ByStanding<OrientationFigures>): Table[] {
  return standings.flatMap((standing) => {
    const group = figures[standing];
    return group ? groupTables(group, standingTitles[standing]) : [];
  });
}

function groupTables(group: Grouped<OrientationFigures>, title: string): Table[] {
  const rows = rowsOf(group);
  return [
    {
      title: `Orientation, ${title}: errors against labelled angles`,
      columns: [
        'angles',
        'photos',
        'no angles',
        'yaw MAE',
        'yaw bias',
        'yaw slope',
        'yaw MAE within a person',
        'pitch MAE',
        'pitch bias',
        'pitch slope',
        'pitch MAE within a person',
      ],
      rows: rows.flatMap(([name, one]) =>
        one.bands.map((band) => [
          rows.length > 1 ? `${name}: ${bandName(band)}` : bandName(band),
          `${band.photos}`,
          `${band.unanswered}`,
          degreesText(band.yawErrors.mae),
          degreesText(band.yawErrors.bias),
          numberText(band.yawErrors.slope, 2),
          withinText(band.yawWithinPerson),
          degreesText(band.pitchErrors.mae),
          degreesText(band.pitchErrors.bias),
          numberText(band.pitchErrors.slope, 2),
          withinText(band.pitchWithinPerson),
        ]),
      ),
      note: "Within a person: each person's own mean error is taken off first, since nominal labels are those of marks in a room and everyone sat differently to them.",
    },
    {
      title: `Orientation, ${title}: decisions`,
      columns: [
        'source',
        'photos',
        'no angles',
        'beyond 40° yaw: no angle finding',
        'passed',
        'reported under 20°',
        'nearly frontal: no angle finding',
        'errors',
      ],
      rows: rows.map(([name, one]) => [
        name,
        `${one.photos}`,
        shareText(one.unanswered),
        countText(one.turnedWithoutFinding),
        countText(one.turnedPassed),
        countText(one.turnedReportedUnder20),
        rateText(one.frontalWithoutFinding),
        `${one.errors}`,
      ]),
      totals: [0],
      note: 'Nearly frontal: labelled yaw and pitch within ±15. Photos with small faces fail for their size, so findings about angles are counted on their own.',
    },
    stepTable(`Orientation, ${title}: by labelled yaw (pitch within ±30)`, 'yaw', group.all.yawSteps),
    stepTable(`Orientation, ${title}: by labelled pitch (yaw within ±30)`, 'pitch', group.all.pitchSteps),
  ];
}

function stepTable(title: string, axis: string, steps: readonly Step[]): Table {
  return {
    title,
    columns: [`labelled ${axis}`, 'photos', 'no angles', 'mean measured', `no ${axis} finding`],
    rows: steps.map((step) => [
      `${step.nominal}°`,
      `${step.photos}`,
      `${step.unanswered}`,
      `${numberText(step.meanMeasured)}${step.meanMeasured === null ? '' : '°'}`,
      countText(step.withoutFinding),
    ]),
  };
}

function bandName({ yaw, pitch }: BandFigures): string {
  if (yaw === undefined) return 'all';
  return `yaw within ±${yaw}, ${pitch === undefined ? 'any pitch' : `pitch within ±${pitch}`}`;
}

function withinText(error: number | null): string {
  return error === null ? numberText(null) : `${numberText(error)}°`;
}
