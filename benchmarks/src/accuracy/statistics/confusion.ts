/** Confusion matrices of answers in classes, and the figures read from them. */
import { type BootstrapOptions, bootstrap, type Estimate } from './bootstrap.ts';
import { type Proportion, proportion } from './proportion.ts';

/** What a labelled item truly is, and what was answered. */
export interface Answer<Actual extends string = string, Given extends string = string> {
  readonly actual: Actual;
  readonly given: Given;
}

export interface ConfusionMatrix {
  /** True classes: one row each. */
  readonly actual: readonly string[];
  /** Answers: one column each. Answers that are no class (`no answer`, `error`) have a column too. */
  readonly given: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** @throws {RangeError} when an answer is outside the classes named: nothing is dropped. */
export function confusionMatrix<A extends string, G extends string>(
  answers: readonly Answer<A, G>[],
  actual: readonly A[],
  given: readonly G[],
): ConfusionMatrix {
  const counts = actual.map(() => given.map(() => 0));
  for (const answer of answers) {
    const row = counts[actual.indexOf(answer.actual)];
    const column = given.indexOf(answer.given);
    if (row === undefined || column < 0) {
      throw new RangeError(`No cell for ${answer.actual} answered ${answer.given}`);
    }
    row[column]!++;
  }
  return { actual, given, counts };
}

/** Share of all answers that are right. */
export function accuracy(answers: readonly Answer[]): Proportion {
  return proportion(answers.filter(({ actual, given }) => actual === given).length, answers.length);
}

/** Share of the items that truly are `actual` which were answered so. */
export function recall(answers: readonly Answer[], actual: string): Proportion {
  return accuracy(answers.filter((answer) => answer.actual === actual));
}

/** Mean of the recall of every class that has items; anything but the right class counts as wrong. */
export function balancedAccuracy(answers: readonly Answer[]): number | null {
  const classes = new Map<string, { right: number; total: number }>();
  for (const { actual, given } of answers) {
    const known = classes.get(actual) ?? { right: 0, total: 0 };
    known.total++;
    if (actual === given) known.right++;
    classes.set(actual, known);
  }
  if (classes.size === 0) return null;
  let sum = 0;
  for (const { right, total } of classes.values()) sum += right / total;
  return sum / classes.size;
}

/** Balanced accuracy with its bootstrap interval; each class keeps its number of items. */
export function balancedAccuracyEstimate<T extends Answer>(
  answers: readonly T[],
  options: Pick<BootstrapOptions<T>, 'seed' | 'resamples'> = {},
): Estimate {
  return bootstrap(answers, (sample) => ({ value: balancedAccuracy(sample) }), {
    ...options,
    stratumOf: ({ actual }) => actual,
  }).value;
}
