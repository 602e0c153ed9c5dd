/** Tables of what photos are worth that a fit left out. */
import type { HeadSettings } from '@livephoto/models-build/liveness';
import { estimateText, none, percentNumber } from '../../report/rates-text.ts';
import type { Section } from '../../report/section.ts';
import type { Table } from '../../report/table.ts';
import { worstText } from '../families/family-tables.ts';
import type { Judgement } from './judgement.ts';
import type { NestedChoice } from './nested-choice.ts';
import type { Threshold } from './thresholds.ts';

/** One row a way to judge: what to choose by. */
export function choiceTable(judgements: readonly Judgement[]): Table {
  return {
    title: 'What carries over: one family left out of the fit, and one species with it',
    columns: [
      'cues',
      'macro EER',
      'worst family',
      'one threshold: EER',
      'BPCER at APCER 10 %',
      'BPCER at APCER 5 %',
      'unseen species: macro EER',
      'worst species',
      'pooled EER',
    ],
    rows: judgements.map(({ name, firm, unseenSpecies, pooledEer }) => {
      const macro = firm?.macro;
      const worst = firm?.families.find(({ family }) => family === macro?.worstFamily);
      const species = unseenSpecies?.species.find(({ eer }) => eer.value !== null);
      return [
        name,
        macro ? estimateText(macro.eer) : none,
        worstText(worst?.eer, worst?.family ?? null),
        macro ? estimateText(macro.eerOneThreshold) : none,
        macro ? estimateText(macro.bpcer10) : none,
        macro ? estimateText(macro.bpcer20) : none,
        unseenSpecies ? estimateText(unseenSpecies.macro) : none,
        worstText(species?.eer, species?.species ?? null),
        pooledEer === null ? none : `${percentNumber(pooledEer)} %`,
      ];
    }),
    note: 'Firm labels. Every family weighs the same, and so does every species. A cue earns its place where it lowers macro EER in both. Pooled: every photo weighs the same, so the largest family decides.',
  };
}

/** Own equal error rates of every family and of every species that the fit has not seen. */
export function eachTables(judgements: readonly Judgement[]): Table[] {
  const families = namesOf(judgements, ({ firm }) => firm?.families.map(({ family }) => family));
  const species = namesOf(judgements, ({ unseenSpecies }) =>
    unseenSpecies?.species.map((one) => one.species),
  );
  const share = (value: number | null | undefined) => (value == null ? none : `${percentNumber(value)} %`);
  const byFamily: Table = {
    title: 'Equal error rate of each family, left out of the fit',
    columns: ['cues', ...families],
    rows: judgements.map(({ name, firm }) => [
      name,
      ...families.map((family) => share(firm?.families.find((one) => one.family === family)?.eer.value)),
    ]),
  };
  const bySpecies: Table = {
    title: 'Equal error rate of each species, left out of the fit with the family',
    columns: ['cues', ...species],
    rows: judgements.map(({ name, unseenSpecies }) => [
      name,
      ...species.map((each) => share(unseenSpecies?.species.find((one) => one.species === each)?.eer.value)),
    ]),
    note: 'Mean over the families that have the species, against the genuine photos of the same family.',
  };
  return species.length === 0 ? [byFamily] : [byFamily, bySpecies];
}

function namesOf(
  judgements: readonly Judgement[],
  list: (judgement: Judgement) => readonly string[] | undefined,
): string[] {
  return [...new Set(judgements.flatMap((each) => list(each) ?? []))].sort();
}

export function thresholdTable(chosen: readonly Threshold[]): Table {
  const species = [...new Set(chosen.flatMap((one) => Object.keys(one.species)))].sort();
  return {
    title: 'Thresholds on the left-out probability, firm labels, means over families',
    columns: ['threshold', 'at', 'BPCER', 'APCER', ...species.map((name) => `APCER, ${name}`)],
    rows: chosen.map((one) => [
      one.name,
      one.minScore.toFixed(3),
      ...[one.bpcer, one.apcer, ...species.map((name) => one.species[name] ?? null)].map((rate) =>
        rate === null ? none : `${percentNumber(rate)} %`,
      ),
    ]),
    note: 'ISO/IEC 30107-3 reports the worst species.',
  };
}

/** What was chosen without each family, and what every choice is worth on all of them. */
export function nestedRemarks({ chosen, settings, macroEers }: NestedChoice): Omit<Section, 'id' | 'title'> {
  const text = ({ penalties, taughtWeight }: HeadSettings) =>
    `${Object.entries(penalties).map(([term, ridge]) => `${term} ${ridge}`)}, taught ${taughtWeight}`;
  const rates = settings.map((each, i) => {
    const rate = macroEers[i];
    return [text(each), rate == null ? none : `${percentNumber(rate)} %`];
  });
  return {
    remarks: [],
    charts: [],
    tables: [
      {
        title: 'Ridge and weight of what is taught: macro EER, each family left out of the fit',
        columns: ['settings', 'macro EER'],
        rows: rates,
        note: 'To choose the best of these on the same families flatters it: the row of settings chosen without the family does not.',
      },
      {
        title: 'Chosen by the other families',
        columns: ['family left out', 'settings'],
        rows: [...chosen].map(([family, settings]) => [family, text(settings)]),
      },
    ],
  };
}
