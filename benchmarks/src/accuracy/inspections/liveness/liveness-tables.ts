/** Tables of the liveness figures. */

import {
  areaText,
  countText,
  estimateText,
  none,
  percentNumber,
  rateText,
  shareText,
} from '../../../report/rates-text.ts';
import type { Table } from '../../../report/table.ts';
import { standings } from '../../labels/labels.ts';
import type { SpeciesRates } from '../../statistics/presentation-attack.ts';
import { type ByStanding, type Grouped, rowsOf, standingTitles } from '../grouped.ts';
import type { LivenessFigures } from './attack-detection.ts';

export function livenessTables(figures: ByStanding<LivenessFigures>): Table[] {
  return standings.flatMap((standing) => {
    const group = figures[standing];
    return group ? groupTables(group, standingTitles[standing]) : [];
  });
}

function groupTables(group: Grouped<LivenessFigures>, title: string): Table[] {
  const rows = rowsOf(group);
  const species = (name: string, list: readonly SpeciesRates[]) =>
    list.map((one) => [
      `${one.species}, ${name}`,
      `${one.presentations}`,
      shareText(one.apcer),
      countText(one.apcer),
      countText(one.apnrr),
    ]);
  const tables: Table[] = [
    {
      title: `Liveness, ${title}: over all thresholds`,
      columns: [
        'source',
        'genuine / attacks',
        'EER',
        'AUC',
        'BPCER at APCER 10 %',
        'BPCER at APCER 5 %',
        "at the worst species' (10 / 5 %)",
      ],
      rows: rows.map(([name, one]) => [
        name,
        `${one.bonaFide} / ${one.attacks}`,
        estimateText(one.eer),
        areaText(one.auc),
        estimateText(one.bpcer10),
        estimateText(one.bpcer20),
        one.bpcer10Worst === null
          ? none
          : `${percentNumber(one.bpcer10Worst)} / ${percentNumber(one.bpcer20Worst)} %`,
      ]),
      totals: [0],
      note: 'Species pooled but for the last column. Photos without an answer have no score: see non-responses below.',
    },
    calibrationTable(rows, title),
    {
      title: `Liveness, ${title}: decisions at the policy's threshold`,
      columns: [
        'source',
        'APCER, worst species',
        'BPCER',
        'no answer: attacks / genuine',
        'attacks accepted by all inspections',
        'genuine accepted by all',
        'errors',
      ],
      rows: rows.map(([name, one]) => [
        name,
        one.rates.worst ? `${one.rates.worst.species}: ${shareText(one.rates.worst.apcer)}` : none,
        rateText(one.rates.bpcer),
        `${one.rates.species.reduce((sum, { apnrr }) => sum + apnrr.hits, 0)}/${one.attacks} / ${countText(one.rates.bpnrr)}`,
        countText(one.attacksAccepted),
        countText(one.bonaFideAccepted),
        `${one.errors}`,
      ]),
      totals: [0],
    },
    {
      title: `Liveness, ${title}: APCER by attack species`,
      columns: ['species, source', 'attacks', 'APCER', 'accepted of answered', 'APNRR'],
      rows: rows.flatMap(([name, one]) => species(name, one.rates.species)),
    },
  ];
  if (group.all.instruments.length > group.all.rates.species.length) {
    tables.push({
      title: `Liveness, ${title}: APCER by instrument`,
      columns: ['instrument, source', 'attacks', 'APCER', 'accepted of answered', 'APNRR'],
      rows: species('all', group.all.instruments),
    });
  }
  return tables;
}

/** What keeps these figures from being those of a deployment; said wherever they stand. */
export const fittedNote =
  'The linear heads and their calibration were fitted on photos of the sources that packages/models/cards/liveness-readout.md names (it has figures with whole sources left out): rows of those sources, and pooled ones with them, flatter.';

function calibrationTable(rows: readonly (readonly [string, LivenessFigures])[], title: string): Table {
  return {
    title: `Liveness, ${title}: calibration, the score read as a probability`,
    columns: ['source', 'scored', 'expected calibration error', 'as photographed'],
    rows: rows.map(([name, { calibration, bonaFide, attacks, rates }]) => {
      const silent = rates.bpnrr.hits + rates.species.reduce((sum, { apnrr }) => sum + apnrr.hits, 0);
      return [
        name,
        `${bonaFide + attacks - silent}`,
        shareOrNone(calibration.error),
        shareOrNone(calibration.errorAsTheyCame),
      ];
    }),
    totals: [0],
    note: `Mean gap between score and share of genuine photos, in ten bins. The first figure lets genuine photos and attacks weigh alike, which is what the score is calibrated for; the last takes every photo once, so that it moves with how many attacks were photographed. ${fittedNote}`,
  };
}

function shareOrNone(value: number | null): string {
  return value === null ? none : `${percentNumber(value)} %`;
}
