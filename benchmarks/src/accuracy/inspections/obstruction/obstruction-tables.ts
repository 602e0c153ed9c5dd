/** Tables of the obstruction figures. */

import { countText, estimateText, shareText } from '../../../report/rates-text.ts';
import type { Table } from '../../../report/table.ts';
import { standings } from '../../labels/labels.ts';
import { type ByStanding, type Grouped, rowsOf, standingTitles } from '../grouped.ts';
import type { ObstructionFigures } from './occlusion-rates.ts';

export function obstructionTables(figures: ByStanding<ObstructionFigures>): Table[] {
  return standings.flatMap((standing) => {
    const group = figures[standing];
    return group ? groupTables(group, standingTitles[standing]) : [];
  });
}

function groupTables(group: Grouped<ObstructionFigures>, title: string): Table[] {
  const rows = rowsOf(group);
  const occlusions = rows.flatMap(([name, one]) =>
    Object.entries(one.occlusions).map(([occlusion, of]) => [
      `${occlusion}, ${name}`,
      `${of.photos}`,
      shareText(of.caught),
      shareText(of.rightRegion),
      countText(of.everyRegion),
      countText(of.unanswered),
      countText(of.refused),
    ]),
  );
  const accessories = rows.flatMap(([name, one]) =>
    Object.entries(one.accessories).map(([accessory, of]) => [
      `${accessory}, ${name}`,
      `${of.photos}`,
      shareText(of.refused),
      countText(of.unanswered),
    ]),
  );
  const tables: Table[] = [
    {
      title: `Obstruction, ${title}: obstructed or clear`,
      columns: [
        'source',
        'photos',
        'right',
        'balanced',
        'obstructed caught',
        'clear passed',
        'no answer',
        'errors',
      ],
      rows: rows.map(([name, one]) => [
        name,
        `${one.photos}`,
        shareText(one.right),
        estimateText(one.balancedAccuracy),
        shareText(one.caught),
        shareText(one.passed),
        countText(one.unanswered),
        `${one.errors}`,
      ]),
      totals: [0],
      note: 'Obstructed: the inspection failed, or a finding says that the face is cropped. A photo without an answer is wrong.',
    },
  ];
  if (occlusions.length > 0) {
    tables.push({
      title: `Obstruction, ${title}: by what covers the face`,
      columns: [
        'occlusion, source',
        'photos',
        'caught',
        'a right region named',
        'all named',
        'no answer',
        'refused by any inspection',
      ],
      rows: occlusions,
    });
  }
  if (accessories.length > 0) {
    tables.push({
      title: `Obstruction, ${title}: clear faces by what is worn`,
      columns: ['worn, source', 'photos', 'refused as obstructed', 'no answer'],
      rows: accessories,
    });
  }
  return tables;
}
