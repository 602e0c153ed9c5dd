/** Tables of the faces figures. */

import { countText, estimateText, shareText } from '../../../report/rates-text.ts';
import type { Table } from '../../../report/table.ts';
import { standings } from '../../labels/labels.ts';
import { type ByStanding, rowsOf, standingTitles } from '../grouped.ts';
import type { FacesFigures } from './face-counts.ts';

export function facesTables(figures: ByStanding<FacesFigures>): Table[] {
  return standings.flatMap((standing) => {
    const group = figures[standing];
    if (!group) return [];
    const rows = rowsOf(group);
    return [
      {
        title: `Faces, ${standingTitles[standing]}: right class of zero / one / many`,
        columns: ['source', 'photos', 'right', 'balanced', 'zero', 'one', 'many', 'exact count', 'errors'],
        rows: rows.map(([name, one]) => [
          name,
          `${one.photos}`,
          shareText(one.right),
          estimateText(one.balancedAccuracy),
          countText(one.recall.zero),
          countText(one.recall.single),
          countText(one.recall.multi),
          countText(one.exactCount),
          `${one.errors}`,
        ]),
        totals: [0],
      },
    ];
  });
}
