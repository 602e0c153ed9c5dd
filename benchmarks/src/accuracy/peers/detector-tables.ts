/** The product beside other detectors, per source. */

import { areaText, estimateText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { type ByStanding, rowsOf, standingTitles } from '../inspections/grouped.ts';
import { fittedNote } from '../inspections/liveness/liveness-tables.ts';
import { standings } from '../labels/labels.ts';
import type { DetectorFigures } from './detector-rates.ts';

export function peerTables(figures: ByStanding<readonly DetectorFigures[]>): Table[] {
  return standings.flatMap((standing) => {
    const group = figures[standing];
    if (group === undefined) return [];
    // A source of one kind alone has no error rates to compare.
    const rows = rowsOf(group).filter(([, [first]]) => first!.bonaFide > 0 && first!.attacks > 0);
    return [
      {
        title: `Liveness beside other detectors, ${standingTitles[standing]}`,
        columns: ['detector, source', 'genuine / attacks', 'EER', 'AUC', 'BPCER at APCER 10 %'],
        rows: rows.flatMap(([source, detectors]) =>
          detectors.map(({ name, bonaFide, attacks, eer, auc, bpcer10 }) => [
            `${name}, ${source}`,
            `${bonaFide} / ${attacks}`,
            estimateText(eer),
            areaText(auc),
            estimateText(bpcer10),
          ]),
        ),
        totals: [0],
        note: `The same photos and face boxes for all: those that the product has a score for. fr_liveness (npm faceplugin-face-recognition-js) is fed RGB as its package does and BGR as the net was trained; human's models (npm @vladmandic/human) are cut out and read as that package does. None of the others was fitted here. 'Source left out' is the product's linear head fitted, each time, on the other sources: the fair comparison. ${fittedNote}`,
      },
    ];
  });
}
