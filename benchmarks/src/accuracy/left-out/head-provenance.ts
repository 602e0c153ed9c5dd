/** What a fitted head says of where it comes from, and whether it is the one that ships. */
import type { CueFusion } from '@livephoto/core/calibration';
import type { FittedFamily, HeadProvenance } from '@livephoto/models';
import { groupBy } from '../statistics/group-by.ts';
import type { MeasuredPhoto } from './measured-signals.ts';

/** @param rows photos, and what is taught; copies of them count for nothing */
export function provenanceOf(rows: readonly MeasuredPhoto[]): HeadProvenance {
  return {
    method: 'pnpm bench left-out',
    date: new Date().toISOString().slice(0, 10),
    // The fit and its calibration let genuine photos and attacks weigh alike.
    prior: 0.5,
    families: familiesOf(rows.filter(({ altered }) => altered === undefined)),
  };
}

/** Largest first. */
function familiesOf(photos: readonly MeasuredPhoto[]): FittedFamily[] {
  return [...groupBy(photos, ({ source }) => source)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, members]) => {
      const genuine = members.filter((photo) => photo.genuine).length;
      return { name, genuine, attacks: members.length - genuine };
    });
}

/** Numbers are compared as the head's file holds them: to four digits. */
export function likenessText(fitted: CueFusion, shipped: CueFusion): string {
  const [mine, theirs] = [fitted, shipped].map(numbersOf) as [Map<string, string>, Map<string, string>];
  const differing = [...mine].filter(([name, value]) => theirs.get(name) !== value).length;
  return mine.size === theirs.size && differing === 0
    ? `This fit is the head that ships: all its ${mine.size} numbers are the same.`
    : `This fit is not the head that ships: of its ${mine.size} numbers ${differing} differ.`;
}

function numbersOf({ cues, fusion }: CueFusion): Map<string, string> {
  const lists = cues.flatMap(({ name, linear }) =>
    linear === undefined
      ? []
      : (['mean', 'deviation', 'weight'] as const).flatMap((list) =>
          linear[list].map((value, i) => [`${name} ${list} ${i}`, value.toPrecision(4)] as const),
        ),
  );
  return new Map([
    ...lists,
    ...Object.entries(fusion).map(([name, value]) => [`fusion ${name}`, value.toFixed(4)] as const),
  ]);
}
