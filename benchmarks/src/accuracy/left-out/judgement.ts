/** What a way to judge photos is worth on families, and on species, that it has not seen. */
import { speciesOfLabel } from '../families/family.ts';
import { type FamiliesFigures, type JudgedPhoto, rateFamilies } from '../families/family-rates.ts';
import {
  rateUnseenSpecies,
  type SpeciesTrial,
  type UnseenSpeciesFigures,
} from '../families/species-rates.ts';
import { equalErrorRate, operatingPoints } from '../statistics/detection-curve.ts';
import type { Variant } from './left-out-logits.ts';
import type { labelOf } from './measured-signals.ts';

/** What is known of a photo beside its score; `source` is its family. */
export type LabelledRow = ReturnType<typeof labelOf>;

export interface Judgement {
  readonly name: string;
  readonly unfitted: boolean;
  /** Photos that it has no score for. */
  readonly unanswered: number;
  /** Firm labels, all photos weighing the same; for comparison with older figures. */
  readonly pooledEer: number | null;
  /** By families, firm labels; null where there are none. */
  readonly firm: FamiliesFigures | null;
  /** The same of uncertain labels. */
  readonly weak: FamiliesFigures | null;
  /** Firm labels; null where no fit left a species out. */
  readonly unseenSpecies: UnseenSpeciesFigures | null;
}

export interface JudgeOptions {
  /** One a photo, calibrated, 0..1. */
  readonly probabilities?: readonly number[] | undefined;
  /** The policy's threshold on them. */
  readonly minScore?: number | undefined;
  readonly resamples?: number | undefined;
}

export function judge(rows: readonly LabelledRow[], variant: Variant, options: JudgeOptions = {}): Judgement {
  const { probabilities, minScore, resamples } = options;
  const { logits, withoutSpecies, name, unfitted } = variant;
  const of = (weak: boolean) =>
    rows.flatMap((row, i): JudgedPhoto[] => {
      const score = logits[i];
      if (row.weak !== weak || score === undefined) return [];
      const probability = probabilities?.[i];
      const accepted =
        probability === undefined || minScore === undefined ? undefined : probability >= minScore;
      return [{ ...known(row), score, probability, accepted }];
    });
  const [firm, weak] = [of(false), of(true)];
  const trials = [...withoutSpecies].flatMap(([without, scores]) => trialsOf(rows, without, scores));
  return {
    name,
    unfitted,
    unanswered: logits.filter((score) => score === undefined).length,
    pooledEer: equalErrorRate(operatingPoints(firm)),
    firm: firm.length === 0 ? null : rateFamilies(firm, resamples),
    weak: weak.length === 0 ? null : rateFamilies(weak, resamples),
    unseenSpecies: trials.length === 0 ? null : rateUnseenSpecies(trials, resamples),
  };
}

/** Attacks of the species that was left out, and bona fide photos of the families that have it. */
function trialsOf(
  rows: readonly LabelledRow[],
  without: string,
  scores: readonly (number | undefined)[],
): SpeciesTrial[] {
  const families = new Set(
    rows.filter(({ photo, weak }) => !weak && speciesOfLabel(photo) === without).map(({ source }) => source),
  );
  return rows.flatMap((row, i) => {
    const score = scores[i];
    const photo = known(row);
    const belongs = photo.species === undefined || photo.species === without;
    if (score === undefined || row.weak || !belongs || !families.has(row.source)) return [];
    return [{ ...photo, score, without }];
  });
}

function known({ photo, source }: LabelledRow) {
  return { family: source, species: speciesOfLabel(photo), subject: photo.extra.subject };
}
