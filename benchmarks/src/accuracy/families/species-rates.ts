/** Error rates on species that a fit has never seen, every species and every family weighing the same. */
import type { Estimate } from '../statistics/bootstrap.ts';
import { groupBy } from '../statistics/group-by.ts';
import { twoLevelBootstrap } from '../statistics/two-level-bootstrap.ts';
import { type JudgedPhoto, meanOf, ownEqualErrorRate, resampling } from './family-rates.ts';

/** Judged by a fit without this species (and without the photo's family): an attack of it, or a bona fide photo. */
export interface SpeciesTrial extends JudgedPhoto {
  readonly without: string;
}

export interface UnseenSpecies {
  readonly species: string;
  /** With enough attacks of it, and enough bona fide photos. */
  readonly families: number;
  readonly attacks: number;
  /** Mean over families of each one's own equal error rate. */
  readonly eer: Estimate;
}

export interface UnseenSpeciesFigures {
  /** Mean over species. */
  readonly macro: Estimate;
  /** Worst first. */
  readonly species: readonly UnseenSpecies[];
}

export function rateUnseenSpecies(trials: readonly SpeciesTrial[], resamples?: number): UnseenSpeciesFigures {
  const names = [...new Set(trials.map(({ without }) => without))].sort();
  const estimates = twoLevelBootstrap(
    [...groupBy(trials, ({ family }) => family).values()],
    (families): Record<string, number | null> => {
      const rates = names.map((name) => [name, meanOf(ownRates(families, name))] as const);
      return { [macro]: meanOf(rates.map(([, rate]) => rate)), ...Object.fromEntries(rates) };
    },
    { ...resampling, resamples },
  );
  const species = names.map((name): UnseenSpecies => {
    const mine = trials.filter(({ without }) => without === name);
    const rates = ownRates([...groupBy(mine, ({ family }) => family).values()], name);
    return {
      species: name,
      families: rates.filter((rate) => rate !== null).length,
      attacks: mine.filter((trial) => trial.species !== undefined).length,
      eer: estimates[name]!,
    };
  });
  return {
    macro: estimates[macro]!,
    species: species.sort((a, b) => (b.eer.value ?? -1) - (a.eer.value ?? -1)),
  };
}

/** No species is called so. */
const macro = ' macro';

function ownRates(families: readonly (readonly SpeciesTrial[])[], name: string): (number | null)[] {
  return families.map((members) => ownEqualErrorRate(members.filter(({ without }) => without === name)));
}
