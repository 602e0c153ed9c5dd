/** How much better, or worse, photos are told apart with the texture of the whole decode instead of the scaled one. */
import {
  type FittedReadOut,
  fitReadOut,
  inspectLiveness,
  type Policy,
  readOutLogit,
  readOutPenalties,
} from '@livephoto/core';
import type { MeasuredPhoto } from '../read-out/measure.ts';
import { bootstrap, type Estimate } from '../statistics/bootstrap.ts';
import { areaUnderRoc, equalErrorRate, operatingPoints } from '../statistics/detection-curve.ts';
import { groupBy } from '../statistics/group-by.ts';
import { type Proportion, shareOf } from '../statistics/proportion.ts';
import { spreadOf } from '../statistics/spread.ts';
import type { Look, TextureMeasurements, TwiceMeasured } from './measure.ts';

/** Scores of one photo; higher is more genuine. */
export interface Scores {
  /** The texture's cue alone. */
  readonly texture: number;
  /** All four cues. */
  readonly all: number;
}

export interface ScoredPhoto {
  readonly photo: MeasuredPhoto;
  readonly scaled: Scores;
  readonly finer: Scores;
}

/** Scores by a read-out that was fitted on whole decodes of the other sources. */
export function scoreLeftOut({ photos, whole }: TextureMeasurements): ScoredPhoto[] {
  return [...groupBy(photos, ({ scaled }) => scaled.photo.source)].flatMap(([source, members]) => {
    const fitted = fitReadOut(
      whole.filter((photo) => photo.source !== source),
      readOutPenalties,
    );
    return members.map(({ scaled, finer }) => ({
      photo: scaled.photo,
      scaled: score(fitted, scaled),
      finer: score(fitted, finer),
    }));
  });
}

function score(fitted: FittedReadOut, { photo }: Look): Scores {
  const textureAlone = { bias: 0, margin: 0, texture: fitted.texture };
  return {
    texture: readOutLogit(textureAlone, photo.signals),
    all: readOutLogit(fitted, photo.signals),
  };
}

const statistics = [
  'textureScaled',
  'textureFiner',
  'textureGain',
  'allScaled',
  'allFiner',
  'allGain',
  'eerScaled',
  'eerFiner',
] as const;

/** Areas under the curve, their differences (finer less scaled) and equal error rates of all four cues. */
export interface SourceComparison extends Readonly<Record<(typeof statistics)[number], Estimate>> {
  readonly source: string;
  readonly genuine: number;
  readonly attacks: number;
}

/** Sources with photos of both kinds, largest first; labels that are certain. */
export function compareSources(photos: readonly ScoredPhoto[]): SourceComparison[] {
  const firm = photos.filter(({ photo }) => !photo.weak);
  return [...groupBy(firm, ({ photo }) => photo.source)]
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([source, members]) => {
      const genuine = members.filter(({ photo }) => photo.genuine).length;
      if (genuine === 0 || genuine === members.length) return [];
      const estimates = bootstrap(members, compare, {
        stratumOf: ({ photo }) => speciesOf(photo),
        clusterOf: ({ photo }) => photo.photo.extra.subject,
      });
      return [{ source, genuine, attacks: members.length - genuine, ...estimates }];
    });
}

function compare(photos: readonly ScoredPhoto[]): Record<(typeof statistics)[number], number | null> {
  const points = (scoreOf: (photo: ScoredPhoto) => number) =>
    operatingPoints(
      photos.map((each) => ({
        score: scoreOf(each),
        species: each.photo.genuine ? undefined : speciesOf(each.photo),
      })),
    );
  const less = points(({ scaled }) => scaled.all);
  const more = points(({ finer }) => finer.all);
  const [textureScaled, textureFiner, allScaled, allFiner] = [
    points(({ scaled }) => scaled.texture),
    points(({ finer }) => finer.texture),
    less,
    more,
  ].map(areaUnderRoc) as [number | null, number | null, number | null, number | null];
  return {
    textureScaled,
    textureFiner,
    textureGain: difference(textureFiner, textureScaled),
    allScaled,
    allFiner,
    allGain: difference(allFiner, allScaled),
    eerScaled: equalErrorRate(less),
    eerFiner: equalErrorRate(more),
  };
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** Photos of one source and kind, refused by the read-out that ships. */
export interface RefusedShare {
  readonly source: string;
  /** `genuine`, or the species of the attack. */
  readonly kind: string;
  /** What the finer texture adds to the logit. */
  readonly move: { readonly least: number; readonly median: number; readonly most: number };
  /** One a policy. */
  readonly refused: readonly { readonly scaled: Proportion; readonly finer: Proportion }[];
}

export function refusedShares(photos: readonly TwiceMeasured[], policies: readonly Policy[]): RefusedShare[] {
  const groups = groupBy(
    photos,
    ({ scaled: { photo } }) => `${photo.source}\n${speciesOf(photo)}${photo.weak ? ', weak label' : ''}`,
  );
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => {
      const [source, kind] = name.split('\n') as [string, string];
      const move = spreadOf(
        members.map(
          ({ scaled, finer }) =>
            policies[0]!.liveness.fusion.texture * (finer.cues.texture - scaled.cues.texture),
        ),
      )!;
      return {
        source,
        kind,
        move: { least: move.min, median: move.median, most: move.max },
        refused: policies.map((policy) => ({
          scaled: shareOf(members, ({ scaled }) => isRefused(scaled, policy)),
          finer: shareOf(members, ({ finer }) => isRefused(finer, policy)),
        })),
      };
    });
}

/** How the skin is lit is seen in the scaled decode both times. */
function isRefused({ photo, cues }: Look, { liveness }: Policy): boolean {
  return inspectLiveness(cues, photo.signals.light, liveness).outcome === 'failed';
}

function speciesOf({ genuine, photo }: MeasuredPhoto): string {
  return genuine ? 'genuine' : (photo.extra.attack ?? 'unstated');
}
