/** Obstruction: are covered faces refused, for the right region, and uncovered ones let through? */
import type { FindingCode } from '@livephoto/core';
import type { ObservedPhoto } from '../../runner/run.ts';
import type { Estimate } from '../../statistics/bootstrap.ts';
import {
  accuracy,
  balancedAccuracyEstimate,
  type ConfusionMatrix,
  confusionMatrix,
  recall,
} from '../../statistics/confusion.ts';
import { groupBy } from '../../statistics/group-by.ts';
import { type Proportion, shareOf } from '../../statistics/proportion.ts';
import { type ByStanding, byStanding } from '../grouped.ts';
import { type Mistake, worstFirst } from '../mistake.ts';
import { namingOf } from './regions.ts';

const labels = ['clear', 'obstructed'] as const;
const given = [...labels, 'no answer', 'error'] as const;

export interface OcclusionFigures {
  readonly photos: number;
  /** Taken as obstructed. */
  readonly caught: Proportion;
  /** Taken as obstructed with at least one region named that this occlusion covers. */
  readonly rightRegion: Proportion;
  /** With all of them named. */
  readonly everyRegion: Proportion;
  /** No face was found, or an error. */
  readonly unanswered: Proportion;
  /** Refused by any inspection. */
  readonly refused: Proportion;
}

export interface AccessoryFigures {
  readonly photos: number;
  /** Taken as obstructed although clear, of those that were answered. */
  readonly refused: Proportion;
  readonly unanswered: Proportion;
}

export interface ObstructionFigures {
  readonly photos: number;
  readonly errors: number;
  /** Photos without a decision, errors among them: wrong in every figure below. */
  readonly unanswered: Proportion;
  readonly right: Proportion;
  readonly balancedAccuracy: Estimate;
  /** Obstructed photos that were caught. */
  readonly caught: Proportion;
  /** Clear photos that passed. */
  readonly passed: Proportion;
  readonly confusion: ConfusionMatrix;
  /** Obstructed photos by what covers the face. */
  readonly occlusions: Readonly<Record<string, OcclusionFigures>>;
  /** Clear photos by what is worn. */
  readonly accessories: Readonly<Record<string, AccessoryFigures>>;
}

type Given = (typeof given)[number];

/** Obstructed when the inspection failed, or when any inspection found the face cropped. */
export function obstructionAnswer({ observation: { report } }: ObservedPhoto): Given {
  if (report === undefined) return 'error';
  const { outcome } = report.inspections.obstructions;
  if (outcome === 'failed' || findingsOf(report.inspections).includes('face_cropped')) return 'obstructed';
  return outcome === 'passed' ? 'clear' : 'no answer';
}

export function findingsOf(
  inspections: Readonly<Record<string, { readonly findings: readonly { readonly code: FindingCode }[] }>>,
): FindingCode[] {
  return Object.values(inspections).flatMap(({ findings }) => findings.map(({ code }) => code));
}

export function scoreObstruction(photos: readonly ObservedPhoto[]): ByStanding<ObstructionFigures> {
  return byStanding(photos, figures);
}

function figures(photos: readonly ObservedPhoto[]): ObstructionFigures {
  const answers = photos.map((item) => ({
    actual: item.photo.label as (typeof labels)[number],
    given: obstructionAnswer(item),
  }));
  const labelled = (label: string) => photos.filter(({ photo }) => photo.label === label);
  const occlusions = groupBy(labelled('obstructed'), ({ photo }) => photo.extra.occlusion ?? 'unstated');
  const accessories = groupBy(labelled('clear'), ({ photo }) => photo.extra.accessory ?? 'none');
  return {
    photos: photos.length,
    errors: photos.filter(({ observation }) => observation.error).length,
    unanswered: shareOf(photos, isUnanswered),
    right: accuracy(answers),
    balancedAccuracy: balancedAccuracyEstimate(answers),
    caught: recall(answers, 'obstructed'),
    passed: recall(answers, 'clear'),
    confusion: confusionMatrix(answers, labels, given),
    occlusions: Object.fromEntries([...occlusions].map(([name, group]) => [name, occlusionFigures(group)])),
    accessories: Object.fromEntries(
      [...accessories].map(([name, group]) => [
        name,
        {
          photos: group.length,
          refused: shareOf(
            group.filter((item) => !isUnanswered(item)),
            isCaught,
          ),
          unanswered: shareOf(group, isUnanswered),
        },
      ]),
    ),
  };
}

function occlusionFigures(photos: readonly ObservedPhoto[]): OcclusionFigures {
  const naming = (item: ObservedPhoto) =>
    isCaught(item)
      ? namingOf(item.photo.extra.occlusion, findingsOf(item.observation.report!.inspections))
      : 'nothing';
  return {
    photos: photos.length,
    caught: shareOf(photos, isCaught),
    rightRegion: shareOf(photos, (item) => ['every region', 'a right region'].includes(naming(item))),
    everyRegion: shareOf(photos, (item) => naming(item) === 'every region'),
    unanswered: shareOf(photos, isUnanswered),
    refused: shareOf(photos, ({ observation }) => observation.report?.accepted === false),
  };
}

function isCaught(item: ObservedPhoto): boolean {
  return obstructionAnswer(item) === 'obstructed';
}

function isUnanswered(item: ObservedPhoto): boolean {
  return !['clear', 'obstructed'].includes(obstructionAnswer(item));
}

export function obstructionMistakes(photos: readonly ObservedPhoto[]): Mistake[] {
  return worstFirst(photos.flatMap((item) => mistakeOf(item) ?? []));
}

function mistakeOf(item: ObservedPhoto): Mistake | undefined {
  const { photo, observation } = item;
  const answer = obstructionAnswer(item);
  if (answer === photo.label) return undefined;
  const worn = photo.extra.occlusion ?? photo.extra.accessory;
  const what = `${photo.label}${worn ? ` (${worn})` : ''}`;
  if (observation.error) {
    return { photo, kind: `${what}: error`, detail: observation.error.message, severity: 0 };
  }
  const { score, findings, evidence, reason } = observation.report.inspections.obstructions;
  const regions = Object.entries(evidence.regions ?? {})
    .sort(([, a], [, b]) => a - b)
    .slice(0, 3)
    .map(([region, visible]) => `${region} ${Math.round(visible)}`);
  return {
    photo,
    kind: `${what} taken as ${answer}`,
    detail:
      answer === 'no answer'
        ? (reason ?? 'skipped')
        : `${findings.map(({ code }) => code).join(', ') || 'no finding'}; least visible: ${regions.join(', ')}`,
    severity: answer === 'no answer' ? 0 : answer === 'clear' ? 1 + (score ?? 0) : 1 + 100 - (score ?? 100),
  };
}
