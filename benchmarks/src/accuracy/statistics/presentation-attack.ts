/** Presentation attack detection error rates as ISO/IEC 30107-3 defines them, at the decision that was made. */
import { groupBy } from './group-by.ts';
import { type Proportion, shareOf } from './proportion.ts';

/** `bona fide` and `attack` are decisions; `no answer` is a non-response (no face was found, or an error). */
export type PadDecision = 'bona fide' | 'attack' | 'no answer';

export interface DecidedPresentation {
  /** The presentation attack instrument species; undefined for a bona fide presentation. */
  readonly species?: string | undefined;
  readonly decision: PadDecision;
}

export interface SpeciesRates {
  readonly species: string;
  /** Attack presentations of this species. */
  readonly presentations: number;
  /** Attack presentation classification error rate: attacks taken as bona fide, of those that were answered. */
  readonly apcer: Proportion;
  /** Attack presentation non-response rate: attacks without an answer, of all. */
  readonly apnrr: Proportion;
}

export interface PadRates {
  readonly species: readonly SpeciesRates[];
  /** The species with the highest APCER: the APCER that the standard has reported; null without answered attacks. */
  readonly worst: SpeciesRates | null;
  readonly bonaFide: number;
  /** Bona fide presentation classification error rate: bona fide taken as attacks, of those that were answered. */
  readonly bpcer: Proportion;
  /** Bona fide presentation non-response rate: bona fide presentations without an answer, of all. */
  readonly bpnrr: Proportion;
}

/** Error rates per species and of bona fide presentations; non-responses are counted apart, as the standard asks. */
export function padRates(presentations: readonly DecidedPresentation[]): PadRates {
  const bonaFide = presentations.filter(({ species }) => species === undefined);
  const attacks = presentations.filter(({ species }) => species !== undefined);
  const species = [...groupBy(attacks, (attack) => attack.species!)]
    .map(([name, members]) => ({
      species: name,
      presentations: members.length,
      apcer: shareOf(answered(members), ({ decision }) => decision === 'bona fide'),
      apnrr: shareOf(members, ({ decision }) => decision === 'no answer'),
    }))
    .sort((a, b) => a.species.localeCompare(b.species));
  return {
    species,
    worst: species.reduce<SpeciesRates | null>(
      (worst, one) =>
        one.apcer.value !== null && one.apcer.value > (worst?.apcer.value ?? -1) ? one : worst,
      null,
    ),
    bonaFide: bonaFide.length,
    bpcer: shareOf(answered(bonaFide), ({ decision }) => decision === 'attack'),
    bpnrr: shareOf(bonaFide, ({ decision }) => decision === 'no answer'),
  };
}

function answered(presentations: readonly DecidedPresentation[]): DecidedPresentation[] {
  return presentations.filter(({ decision }) => decision !== 'no answer');
}
