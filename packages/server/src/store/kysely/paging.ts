/** Pages of any query. */
import type { Page, PageRequest } from '../live-photo-store.ts';

interface Paged<Row> {
  limit(rows: number): { offset(rows: number): { execute(): Promise<Row[]> } };
}

/**
 * @param query ordered, without a limit.
 * @param count answers how many rows the query has without one.
 */
export async function page<Row, Item>(
  request: PageRequest,
  query: Paged<Row>,
  count: () => Promise<{ n: string | number | bigint } | undefined>,
  read: (row: Row) => Item,
): Promise<Page<Item>> {
  const rows = await query
    .limit(request.pageSize)
    .offset((request.page - 1) * request.pageSize)
    .execute();
  return { items: rows.map(read), totalItems: Number((await count())?.n ?? 0) };
}
