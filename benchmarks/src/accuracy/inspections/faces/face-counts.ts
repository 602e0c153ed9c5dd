/** Faces: is the class of the count (zero, one, many) right? */
import type { ObservedPhoto } from '../../runner/run.ts';
import type { Estimate } from '../../statistics/bootstrap.ts';
import {
  accuracy,
  balancedAccuracyEstimate,
  type ConfusionMatrix,
  confusionMatrix,
  recall,
} from '../../statistics/confusion.ts';
import { type Proportion, shareOf } from '../../statistics/proportion.ts';
import { type ByStanding, byStanding } from '../grouped.ts';
import { type Mistake, worstFirst } from '../mistake.ts';

const labels = ['zero', 'single', 'multi'] as const;
type Label = (typeof labels)[number];
const given = [...labels, 'error'] as const;

export interface FacesFigures {
  readonly photos: number;
  readonly errors: number;
  /** Right class, of all photos; an error is wrong. */
  readonly right: Proportion;
  readonly balancedAccuracy: Estimate;
  /** Right class, by label. */
  readonly recall: Readonly<Record<Label, Proportion>>;
  /** The very number of faces found, of photos labelled with one. */
  readonly exactCount: Proportion;
  readonly confusion: ConfusionMatrix;
}

/** Faces counted by the inspection; undefined when it ended in an error. */
export function facesCounted({ observation: { report } }: ObservedPhoto): number | undefined {
  return report && (report.inspections.faces.evidence.count ?? report.faces.length);
}

function answered(item: ObservedPhoto): { actual: Label; given: Label | 'error'; item: ObservedPhoto } {
  const count = facesCounted(item);
  const answer = count === undefined ? 'error' : (labels[Math.min(count, 2)] ?? 'error');
  return { actual: item.photo.label as Label, given: answer, item };
}

export function scoreFaces(photos: readonly ObservedPhoto[]): ByStanding<FacesFigures> {
  return byStanding(photos, figures);
}

function figures(photos: readonly ObservedPhoto[]): FacesFigures {
  const answers = photos.map(answered);
  return {
    photos: photos.length,
    errors: photos.filter(({ observation }) => observation.error).length,
    right: accuracy(answers),
    balancedAccuracy: balancedAccuracyEstimate(answers),
    recall: {
      zero: recall(answers, 'zero'),
      single: recall(answers, 'single'),
      multi: recall(answers, 'multi'),
    },
    exactCount: shareOf(
      photos.filter(({ photo }) => typeof photo.extra.faces === 'number'),
      (item) => facesCounted(item) === item.photo.extra.faces,
    ),
    confusion: confusionMatrix(answers, labels, given),
  };
}

export function facesMistakes(photos: readonly ObservedPhoto[]): Mistake[] {
  return worstFirst(
    photos
      .map(answered)
      .filter(({ actual, given: answer }) => actual !== answer)
      .map(({ actual, given: answer, item: { photo, observation } }) => {
        const scores = observation.report?.faces.map(({ score }) => score) ?? [];
        return {
          photo,
          kind: `${actual} taken as ${answer}`,
          detail: observation.error
            ? observation.error.message
            : `${photo.extra.faces ?? actual} labelled, ${scores.length} found${scores.length > 0 ? ` (scores ${scores.slice(0, 6).join(', ')})` : ''}`,
          // A lost face has no score to go by; a false one is the worse the surer it was.
          severity: answer === 'zero' ? 100 : Math.max(0, ...scores),
        };
      }),
  );
}
