/** A page of a client's live photos and how many there are in all, as one query. */
import { type Kysely, sql } from 'kysely';
import type { LivePhotoFilter, Owner } from '../live-photo-store.ts';
import type { Schema } from '../schema.ts';
import { ownedBy } from './owned-by.ts';
import { livePhotoColumns } from './rows.ts';

/**
 * One statement, so that the page and the total show the same moment. Photos are counted, and the page is found from the
 * end that is nearer, in the index `live_photos_listed` alone; rows are read for what is on the page.
 * @returns a query whose rows all have `total_items`; an empty page has one row, in which everything else is null.
 */
export function livePhotoPage(db: Kysely<Schema>, owner: Owner, filter: LivePhotoFilter) {
  const { clientId, createdAfter, createdBefore, updatedAfter, updatedBefore, pageSize } = filter;
  let listed = db.selectFrom('live_photos').where('client_id', '=', clientId).where(ownedBy(owner));
  if (createdAfter) listed = listed.where('created_at', '>', createdAfter);
  if (createdBefore) listed = listed.where('created_at', '<', createdBefore);
  if (updatedAfter) listed = listed.where('updated_at', '>', updatedAfter);
  if (updatedBefore) listed = listed.where('updated_at', '<', updatedBefore);

  const start = (filter.page - 1) * pageSize;
  const end = start + pageSize;
  const ofTotal = (cases: ReturnType<typeof sql>) => sql<number>`(select ${cases} from total)`;
  // As many come before the page as `start`, and as many after it as the total less `end`: one of the two has no rows.
  const fromNewest = listed
    .select('id')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(ofTotal(sql`case when n >= ${start + end} then ${pageSize} else 0 end`))
    .offset(start);
  const fromOldest = listed
    .select('id')
    .orderBy('created_at')
    .orderBy('id')
    .limit(
      ofTotal(sql`case when n >= ${start + end} or n <= ${start} then 0
        when n < ${end} then n - ${start} else ${pageSize} end`),
    )
    .offset(ofTotal(sql`case when n > ${end} then n - ${end} else 0 end`));
  const onPage = db
    .selectFrom(fromNewest.as('newest'))
    .select('id')
    .unionAll(db.selectFrom(fromOldest.as('oldest')).select('id'))
    // A number that planners can see: by the other limits they would expect many rows, and read the whole table.
    .limit(pageSize);

  return db
    .with('total', () => listed.select(({ fn }) => fn.countAll().as('n')))
    .selectFrom('total')
    .leftJoin(
      (from) =>
        from
          .selectFrom(onPage.as('on_page'))
          .innerJoin('live_photos', 'live_photos.id', 'on_page.id')
          .select(livePhotoColumns.map((column) => `live_photos.${column}` as const))
          .as('photo'),
      (join) => join.onTrue(),
    )
    .selectAll('photo')
    .select('total.n as total_items')
    .orderBy('photo.created_at', 'desc')
    .orderBy('photo.id', 'desc');
}
