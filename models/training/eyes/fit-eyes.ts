/**
 * Fits the read-out of closed eyes: a linear term over what one eye looks like, pulled towards nothing.
 *
 * Sources differ in how sharp and how large their eyes are, and all but a few closed ones come from one of them: the fit must
 * not learn what a source looks like. Open eyes of a source therefore weigh with the root of their number.
 */
import { bothEyesShare, fitLogistic, type LogisticRow } from '@livephoto/core/calibration';

export interface LabelledEyes {
  /** What `describeEyes` gives. */
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly closed: boolean;
  /** Camera, room or collection. */
  readonly source: string;
}

export interface EyesReadOut {
  readonly bias: number;
  readonly weights: readonly number[];
}

/**
 * Pull of each weight to zero, in rows' worth of certainty. By fits that left the source out, 0.03, 0.1 and 0.3 find 51, 52 and 52 of
 * 57 closed eyes where 1 % of the open ones are called closed (2026-11-28): any will do.
 */
export const eyesPenalty = 0.1;
/** What one photo of a source weighs over the root of how many there are. */
const rowWeight = 20;
/** What all closed eyes together weigh, over all open ones. */
const closedShare = 0.7;
/** Parts that the closed eyes of a source are split into, so that each is judged by a fit without its part. */
const parts = 5;
/** A source of fewer photos with closed eyes is left out whole. */
const fewClosed = 30;

/** Needs photos of both kinds. */
export function fitEyes(photos: readonly LabelledEyes[], penalty = eyesPenalty): EyesReadOut {
  const open = new Map<string, number>();
  for (const { source, closed } of photos) if (!closed) open.set(source, (open.get(source) ?? 0) + 1);
  let all = 0;
  for (const count of open.values()) all += Math.sqrt(count);
  const ofClosed = photos.filter(({ closed }) => closed).length;
  const rows = photos.flatMap(({ left, right, closed, source }) =>
    [left, right].map(
      (eye): LogisticRow => ({
        inputs: [1, ...Array.from(eye)],
        positive: closed,
        weight: rowWeight * (closed ? (closedShare * all) / ofClosed : 1 / Math.sqrt(open.get(source)!)),
      }),
    ),
  );
  const size = photos[0]!.left.length;
  const strength = [0, ...new Array<number>(size).fill(penalty)];
  const [bias, ...weights] = fitLogistic(rows, { weights: strength.map(() => 0), strength });
  return { bias: bias!, weights };
}

/** The logit of the eye that looks more closed, as the product weighs both; above 0 for closed lids. */
export function closedLogit({ bias, weights }: EyesReadOut, { left, right }: LabelledEyes): number {
  const read = (eye: ArrayLike<number>) => weights.reduce((sum, weight, i) => sum + weight * eye[i]!, bias);
  const one = read(left);
  const other = read(right);
  return (1 - bothEyesShare) * Math.max(one, other) + (bothEyesShare * (one + other)) / 2;
}

/**
 * The logit of each photo by a read-out that saw no photo of its source. Of a source with many closed eyes, which no fit can do
 * without, the closed ones are judged by read-outs without their fifth.
 */
export function leftOutEyes(photos: readonly LabelledEyes[], penalty = eyesPenalty): number[] {
  const logits = photos.map(() => 0);
  const judge = (isJudged: (photo: LabelledEyes, i: number) => boolean, isLeft = isJudged) => {
    const readOut = fitEyes(
      photos.filter((photo, i) => !isLeft(photo, i)),
      penalty,
    );
    for (const [i, photo] of photos.entries())
      if (isJudged(photo, i)) logits[i] = closedLogit(readOut, photo);
  };
  const order = new Map<string, number>();
  const part = photos.map(({ source, closed }) => {
    if (!closed) return -1;
    const before = order.get(source) ?? 0;
    order.set(source, before + 1);
    return before % parts;
  });
  const isMany = (source: string) => (order.get(source) ?? 0) >= fewClosed;
  for (const source of new Set(photos.map((photo) => photo.source))) {
    const isOf = (photo: LabelledEyes) => photo.source === source;
    if (!isMany(source)) {
      judge(isOf);
      continue;
    }
    if (photos.some((photo) => isOf(photo) && !photo.closed)) {
      judge((photo) => isOf(photo) && !photo.closed);
    }
    for (let k = 0; k < parts; k++) judge((photo, i) => isOf(photo) && part[i] === k);
  }
  return logits;
}

/** Limits are told for these shares of open eyes that are called closed. */
export const openShares = [0.005, 0.01, 0.02] as const;

export interface EyesRates {
  /** Share of open eyes that are called closed at most. */
  readonly share: number;
  /** The limit; closed above it. */
  readonly limit: number;
  readonly openCalledClosed: number;
  readonly closedFound: number;
}

/** The lowest limit at which no more than that share of the open ones are called closed, and what it does. */
export function eyesRates(
  photos: readonly LabelledEyes[],
  logits: readonly number[],
  share: number,
): EyesRates {
  const open = logits.filter((_, i) => !photos[i]!.closed).sort((a, b) => b - a);
  const limit = open[Math.floor(share * open.length)]!;
  return { share, limit, ...eyesAt(photos, logits, limit) };
}

/** How many are called closed above a limit, and how many of them are. */
export function eyesAt(
  photos: readonly LabelledEyes[],
  logits: readonly number[],
  limit: number,
): Pick<EyesRates, 'openCalledClosed' | 'closedFound'> {
  const called = (closed: boolean) =>
    logits.filter((logit, i) => photos[i]!.closed === closed && logit > limit).length;
  return { openCalledClosed: called(false), closedFound: called(true) };
}
