/** Token buckets that several processes share, in PostgreSQL: a row for each caller, one statement for each request. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../store/schema.ts';
import { disorder, rounding, type TokenBuckets, timesOf } from './token-buckets.ts';

export interface PostgresBucketsOptions {
  /** Milliseconds since 1970. @default the database's clock, which is one for all */
  readonly now?: () => RawBuilder<number>;
  /** Milliseconds between two removals of callers at rest. @default 60 000 */
  readonly removalInterval?: number;
}

/** Callers at rest that one removal takes away. */
const removalSize = 1000;

const databaseNow = () => sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8`;

export function createPostgresBuckets(
  db: Kysely<Schema>,
  { now = databaseNow, removalInterval = 60_000 }: PostgresBucketsOptions = {},
): TokenBuckets {
  let removedAt = performance.now();
  const removeResting = () =>
    sql`delete from rate_limits where caller in (
      select caller from rate_limits where full_at < ${now()} limit ${removalSize} for update skip locked
    )`.execute(db);

  return {
    async take(caller, rate) {
      const times = timesOf(rate);
      const one = sql`${times.one}::float8`;
      const whole = sql`${times.whole}::float8`;
      // What would be stored where there is no row yet, less one: the same moment in all of the statement.
      const present = sql`(excluded.full_at - ${one})`;
      const setBack = sql`bucket.full_at > ${present} + ${whole} + ${disorder}::float8`;
      const next = sql`greatest(bucket.full_at, ${present}) + ${one}`;
      const { rows } = await sql<{ taken: boolean; wait: number | null }>`with
        moment as (select ${now()} as present),
        taken as (
          insert into rate_limits as bucket (caller, full_at)
          select cast(${caller} as text), present + ${one} from moment
          on conflict (caller) do update
            set full_at = case when ${setBack} then ${present} + ${whole} else ${next} end
            where ${setBack} or ${next} - ${whole} - ${present} <= ${rounding}::float8
          returning true
        )
        select exists (select from taken) as taken,
          (select full_at + ${one} - ${whole} - present from rate_limits, moment where caller = ${caller}) as wait`.execute(
        db,
      );
      if (performance.now() - removedAt > removalInterval) {
        removedAt = performance.now();
        // Where it fails, a later one does the same.
        removeResting().catch(() => {});
      }
      const [row] = rows;
      // The row is read as it was before the statement: others may have moved it meanwhile, so this is the least.
      return row?.taken === true ? 0 : Math.max(1, Number(row?.wait ?? 0));
    },
  };
}
