/** Tables of the liveness figures. */
import { standings } from '../../labels/labels.ts';
import type { SpeciesRates } from '../../statistics/presentation-attack.ts';
import { areaText, countText, estimateText, none, percentNumber, rateText, shareText } from '../format.ts';
import { type ByStanding, type Grouped, rowsOf, standingTitles } from '../grouped.ts';
import type { Table } from '../table.ts';
import type { LivenessFigures } from './figures.ts';

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
