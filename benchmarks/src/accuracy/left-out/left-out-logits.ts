/** Logits of photos by heads that were fitted without their family, and without their species too. */

import type { CueFusion } from '@livephoto/core/calibration';
import {
  fitHead,
  type HeadSettings,
  headLogit,
  headSettings,
  leftOutLogits,
  type Penalties,
  triedPenalties,
} from '@livephoto/models-build/liveness';
import { speciesOfLabel } from '../families/family.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { MeasuredPhoto } from './measured-signals.ts';

/** A way to judge every photo; higher is more genuine. */
export interface Variant {
  readonly name: string;
  /** Nothing was fitted, or what was fitted saw these photos: it is no figure of a photo left out. */
  readonly unfitted: boolean;
  /** One a photo, by a fit without the photo's family; undefined where there is none. */
  readonly logits: readonly (number | undefined)[];
  /** By species: one a photo, by a fit without that species and without the photo's family. */
  readonly withoutSpecies: ReadonlyMap<string, readonly (number | undefined)[]>;
}

/** Whether any family can be left out and both kinds remain. */
export function isFittable(photos: readonly MeasuredPhoto[]): boolean {
  return [true, false].every(
    (genuine) =>
      new Set(photos.filter((photo) => photo.genuine === genuine).map(({ source }) => source)).size >= 2,
  );
}

/** What heads are fitted on, and what they are judged by. */
export interface FittedRows {
  readonly photos: readonly MeasuredPhoto[];
  /** Altered photos: fitted on, never judged. */
  readonly copies: readonly MeasuredPhoto[];
  /** Drawn, and copies of what was drawn: fitted on, never judged; where a species is left out, so are its drawings. */
  readonly taught: readonly MeasuredPhoto[];
}

/**
 * All cues; each fitted one left out in turn, and what was tried beside them; the photos without their copies, and without
 * what is taught; and what nothing is fitted for.
 * @param shipped the head that the product judges by
 * @param options `step` is told what is fitted next; `quick`: all cues alone, and no species left out
 */
export function variantsOf(
  { photos, copies, taught }: FittedRows,
  shipped: CueFusion,
  { step, quick = false }: { readonly step: (name: string) => void; readonly quick?: boolean },
): Variant[] {
  const { penalties } = headSettings;
  const terms = Object.keys(penalties) as (keyof Penalties)[];
  const without = (term: keyof Penalties): Penalties => {
    const { [term]: _, ...others } = penalties;
    return others;
  };
  const fitted = (name: string, penalties: Penalties, all = [...photos, ...copies, ...taught]): Variant => {
    const settings = { ...headSettings, penalties };
    step(`${name}, families left out`);
    const logits = leftOutLogits(photos, all, settings);
    if (quick) return { name, unfitted: false, logits, withoutSpecies: new Map() };
    step(`${name}, species left out`);
    return { name, unfitted: false, logits, withoutSpecies: withoutSpecies(photos, all, settings) };
  };
  const furtherFits = () => [
    ...terms.map((term) => fitted(`without ${term}`, without(term))),
    ...Object.entries(triedPenalties).map(([term, penalty]) =>
      fitted(`with ${term}`, { ...penalties, [term]: penalty }),
    ),
    ...(copies.length === 0
      ? []
      : [fitted('without altered copies', penalties, [...photos, ...taught.filter(isAsItIs)])]),
    ...(taught.length === 0 ? [] : [fitted('without what is drawn', penalties, [...photos, ...copies])]),
  ];
  return [
    fitted('all cues', penalties),
    ...(quick ? [] : furtherFits()),
    unfitted(
      photos,
      'face and frame, nothing fitted',
      ({ signals }) => signals.faceMargin + signals.frameMargin,
    ),
    unfitted(photos, 'face alone, nothing fitted', ({ signals }) => signals.faceMargin),
    unfitted(photos, 'frame alone, nothing fitted', ({ signals }) => signals.frameMargin),
    unfitted(photos, 'as it ships, which saw these photos', ({ signals }) => headLogit(shipped, signals)),
  ];
}

function isAsItIs({ altered }: MeasuredPhoto): boolean {
  return altered === undefined;
}

function unfitted(
  photos: readonly MeasuredPhoto[],
  name: string,
  logit: (photo: MeasuredPhoto) => number,
): Variant {
  const logits = photos.map(logit);
  const species = new Set(photos.flatMap(({ photo }) => speciesOfLabel(photo) ?? []));
  return {
    name,
    unfitted: true,
    logits,
    withoutSpecies: new Map([...species].map((each) => [each, logits])),
  };
}

/**
 * Species are judged by firm labels alone, so families that have none of theirs need no fit.
 * @param all what is fitted on
 */
function withoutSpecies(
  photos: readonly MeasuredPhoto[],
  all: readonly MeasuredPhoto[],
  settings: HeadSettings,
) {
  const species = groupBy(
    photos.filter(({ genuine, weak }) => !genuine && !weak),
    ({ photo }) => speciesOfLabel(photo)!,
  );
  const logits = new Map<string, (number | undefined)[]>();
  for (const [name, attacks] of species) {
    const row = photos.map((): number | undefined => undefined);
    for (const family of new Set(attacks.map(({ source }) => source))) {
      const seen = all.filter(({ source, photo }) => source !== family && speciesOfLabel(photo) !== name);
      if (!seen.some(({ genuine }) => genuine) || seen.every(({ genuine }) => genuine)) continue;
      const head = fitHead(seen, settings);
      for (const [i, { source, signals }] of photos.entries()) {
        if (source === family) row[i] = headLogit(head, signals);
      }
    }
    logits.set(name, row);
  }
  return logits;
}
