/** What `bench eyes` prints. */
import { eyesAt, eyesRates, type LabelledEyes, openShares } from '@livephoto/models-build/eyes';
import { rateText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { groupBy } from '../statistics/group-by.ts';
import { proportion } from '../statistics/proportion.ts';

const countOf = (photos: readonly LabelledEyes[], closed: boolean) =>
  photos.filter((photo) => photo.closed === closed).length;

/** At the limits of some shares of open eyes called closed, and at the one in use. */
export function limitsTable(
  title: string,
  photos: readonly LabelledEyes[],
  logits: readonly number[],
  inUse: number,
): Table {
  const limits = [...openShares.map((share) => eyesRates(photos, logits, share).limit), inUse];
  return {
    title,
    columns: ['limit', 'open called closed', 'closed found'],
    rows: limits.map((limit, i) => {
      const { openCalledClosed, closedFound } = eyesAt(photos, logits, limit);
      return [
        `${limit.toFixed(2)}${i === openShares.length ? ', in use' : ''}`,
        rateText(proportion(openCalledClosed, countOf(photos, false))),
        rateText(proportion(closedFound, countOf(photos, true))),
      ];
    }),
  };
}

/** By source, at one limit. */
export function sourcesTable(
  photos: readonly LabelledEyes[],
  logits: readonly number[],
  limit: number,
): Table {
  const groups = groupBy(photos.keys(), (i) => photos[i]!.source);
  return {
    title: `By source, left out of the fit, at ${limit}`,
    columns: ['source', 'open called closed', 'closed found'],
    rows: [...groups].map(([source, rows]) => {
      const of = rows.map((i) => photos[i]!);
      const { openCalledClosed, closedFound } = eyesAt(
        of,
        rows.map((i) => logits[i]!),
        limit,
      );
      return [
        source,
        rateText(proportion(openCalledClosed, countOf(of, false))),
        rateText(proportion(closedFound, countOf(of, true))),
      ];
    }),
  };
}
