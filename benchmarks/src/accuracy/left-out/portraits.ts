/** Genuine photos of other kinds than those that attacks were made for: portraits, press photos, stock. No head is fitted on them. */
import { policies } from '@livephoto/core';
import type { CueFusion } from '@livephoto/core/calibration';
import { headLogit } from '@livephoto/models-build/liveness';
import { mean } from 'simple-statistics';
import { percentNumber } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { fewestOfEachKind } from '../families/family-rates.ts';
import type { LabelledPhoto } from '../labels/labels.ts';
import { groupBy } from '../statistics/group-by.ts';
import type { MeasuredPhoto } from './measured-signals.ts';

/** The photos of other inspections that show one person with nothing over the face: labels that are sure, nothing made. */
export function portraitsOf(photos: readonly LabelledPhoto[]): LabelledPhoto[] {
  return photos
    .filter(
      ({ category, label, standing }) =>
        standing === 'firm' &&
        ((category === 'faces' && label === 'single') || (category === 'obstruction' && label === 'clear')),
    )
    .map((photo) => ({ ...photo, category: 'liveness', label: 'real' }));
}

export interface JudgedPortraits {
  readonly source: string;
  readonly photos: number;
  readonly refused: number;
}

/** Refused at the threshold of the default policy, by source. */
export function judgePortraits(portraits: readonly MeasuredPhoto[], head: CueFusion): JudgedPortraits[] {
  const { minScore } = policies.default.liveness;
  const least = Math.log(minScore / (1 - minScore));
  return [...groupBy(portraits, ({ source }) => source)].map(([source, photos]) => ({
    source,
    photos: photos.length,
    refused: photos.filter(({ signals }) => headLogit(head, signals) < least).length,
  }));
}

export function portraitTable(judged: readonly JudgedPortraits[]): Table {
  const share = ({ photos, refused }: JudgedPortraits) => refused / photos;
  const many = judged.filter(({ photos }) => photos >= fewestOfEachKind);
  const rows = judged.map((one) => [one.source, `${one.photos}`, `${percentNumber(share(one))} %`]);
  const macro = many.length === 0 ? [] : [`${percentNumber(mean(many.map(share)))} %`];
  return {
    title: 'Genuine photos of other kinds, which no head is fitted on',
    columns: ['source', 'photos', 'refused, policy'],
    rows: [
      ...macro.map((rate) => [
        `mean of the ${many.length} sources of ${fewestOfEachKind} and more`,
        '',
        rate,
      ]),
      ...rows,
    ],
    totals: macro.map(() => 0),
  };
}
