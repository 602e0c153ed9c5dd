/** Tables of error rates by families and by species. */
import { areaText, estimateText, none, percentNumber, rateText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import type { Estimate } from '../statistics/bootstrap.ts';
import { type FamiliesFigures, type FamilyFigures, fewestOfEachKind } from './family-rates.ts';

const macroNote =
  'Every family weighs the same. Macro EER: mean over families of each one’s own equal error rate; the other rates of that row: means over families at one threshold for all. Its intervals are drawn over families and then over their photos: they speak of the next family.';

/** @param title Ends every table's title. */
export function familyTables(figures: FamiliesFigures, title: string): Table[] {
  const { macro, families, species } = figures;
  const withThreshold = macro.bpcer.value !== null || macro.apcer.value !== null;
  const one = macro.eerOneThreshold;
  return [
    {
      title: `By family, ${title}`,
      columns: [
        'family',
        'genuine / attacks',
        'EER',
        'AUC',
        'BPCER at APCER 10 %',
        'BPCER at APCER 5 %',
        ...(withThreshold ? ['BPCER, policy', 'APCER, policy'] : []),
        'calibration error',
      ],
      rows: [
        [
          `macro, ${macro.families} ${macro.families === 1 ? 'family' : 'families'}`,
          '',
          estimateText(macro.eer),
          '',
          estimateText(macro.bpcer10),
          estimateText(macro.bpcer20),
          ...(withThreshold ? [estimateText(macro.bpcer), estimateText(macro.apcer)] : []),
          errorText(macro.calibrationError),
        ],
        ['one threshold for all', '', estimateText(one), ...Array(withThreshold ? 6 : 4).fill('')],
        ...families.map((family) => familyRow(family, withThreshold)),
      ],
      totals: [0, 1],
      note: `${macroNote} A family of fewer than ${fewestOfEachKind} of a kind has no equal error rate of its own. Worst family: ${macro.worstFamily ?? none}. Calibration error: ten bins, genuine photos and attacks weighing alike; small families look worse than they are.`,
    },
    {
      title: `By species, ${title}`,
      columns: [
        'species',
        'families / attacks',
        'EER against the genuine of the same family',
        ...(withThreshold ? ['APCER, policy'] : []),
      ],
      rows: species.map((each) => [
        each.species,
        `${each.families} / ${each.attacks}`,
        estimateText(each.eer),
        ...(withThreshold ? [estimateText(each.apcer)] : []),
      ]),
      note: `Means over the families that have the species. Worst species: ${macro.worstSpecies ?? none}.`,
    },
  ];
}

function familyRow(one: FamilyFigures, withThreshold: boolean): string[] {
  return [
    one.family,
    `${one.bonaFide} / ${one.attacks}`,
    estimateText(one.eer),
    areaText(one.auc),
    estimateText(one.bpcer10),
    estimateText(one.bpcer20),
    ...(withThreshold ? [rateText(one.bpcer), rateText(one.apcer)] : []),
    errorText(one.calibrationError),
  ];
}

/** `12.3 % (8.1–16.0), replay_attack`. */
export function worstText(estimate: Estimate | undefined, name: string | null): string {
  return estimate === undefined || name === null ? none : `${estimateText(estimate)}, ${name}`;
}

function errorText(value: number | null): string {
  return value === null ? none : `${percentNumber(value)} %`;
}
