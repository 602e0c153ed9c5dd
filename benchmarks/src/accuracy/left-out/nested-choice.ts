/** Chooses the settings of a head without the family that it is judged by, so that the choice flatters no figure. */
import {
  fitHead,
  type HeadSettings,
  headLogit,
  type LabelledSignals,
  leftOutLogits,
} from '@livephoto/models-build/liveness';
import { mean } from 'simple-statistics';
import { speciesOfLabel } from '../families/family.ts';
import { fewestOfEachKind } from '../families/family-rates.ts';
import { equalErrorRate, operatingPoints } from '../statistics/detection-curve.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { LabelledRow } from './judgement.ts';
import type { Variant } from './left-out-logits.ts';
import type { MeasuredPhoto } from './measured-signals.ts';

export interface NestedChoice {
  /** Each family's photos by a head whose settings were chosen, and which was fitted, without it. */
  readonly variant: Variant;
  /** By family: what was chosen without it. */
  readonly chosen: ReadonlyMap<string, HeadSettings>;
  readonly settings: readonly HeadSettings[];
  /** Of each of the settings, over all families: the figure to ship by. */
  readonly macroEers: readonly (number | null)[];
}

/**
 * @param fitted the photos, their copies, what is taught
 * @param settings what is chosen from; of two that are as good the first one is
 */
export function nestedChoice(
  photos: readonly MeasuredPhoto[],
  fitted: readonly LabelledSignals[],
  settings: readonly HeadSettings[],
  step: (name: string) => void,
): NestedChoice {
  const logits = photos.map(() => 0);
  const chosen = new Map<string, HeadSettings>();
  for (const family of new Set(photos.map(({ source }) => source))) {
    step(`settings without ${family}`);
    const others = photos.filter(({ source }) => source !== family);
    const seen = fitted.filter(({ source }) => source !== family);
    const best =
      settings[bestOf(settings.map((each) => macroEer(others, leftOutLogits(others, seen, each))))]!;
    chosen.set(family, best);
    const head = fitHead(seen, best);
    for (const [i, { source, signals }] of photos.entries()) {
      if (source === family) logits[i] = headLogit(head, signals);
    }
  }
  step('settings, each family left out');
  return {
    variant: {
      name: 'settings chosen without the family',
      unfitted: false,
      logits,
      withoutSpecies: new Map(),
    },
    chosen,
    settings,
    macroEers: settings.map((each) => macroEer(photos, leftOutLogits(photos, fitted, each))),
  };
}

/** Mean over families of their own equal error rates, firm labels; null where no family has enough of both kinds. */
export function macroEer(rows: readonly LabelledRow[], logits: readonly number[]): number | null {
  const firm = rows.flatMap(({ photo, source, weak }, i) =>
    weak ? [] : [{ source, species: speciesOfLabel(photo), score: logits[i]! }],
  );
  const rates = [...groupBy(firm, ({ source }) => source).values()].flatMap((members) => {
    const attacks = members.filter(({ species }) => species !== undefined).length;
    if (Math.min(attacks, members.length - attacks) < fewestOfEachKind) return [];
    return equalErrorRate(operatingPoints(members)) ?? [];
  });
  return rates.length === 0 ? null : mean(rates);
}

function bestOf(figures: readonly (number | null)[]): number {
  const known = figures.map((figure) => figure ?? Number.POSITIVE_INFINITY);
  return known.indexOf(Math.min(...known));
}
