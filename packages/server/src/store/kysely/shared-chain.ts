/** The end of the audit chain where several servers share it: PostgreSQL gives turns and computes the hash. */
import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../schema.ts';
import { insertValues } from './conditional-insert.ts';

/** Any number, the same in every server; those of the leader's locks are others. */
const family = 0x11ff;

/** Waits for the turn of all servers, for the beginning of a batch, with which it ends. */
export function takeChain(db: Kysely<Schema>): Compilable {
  const query = sql`select pg_advisory_xact_lock(${family}, 1)`;
  return { compile: () => query.compile(db) };
}

/**
 * Inserts an entry after the last one when `condition` holds. The step has to hold the turn: a statement sees what was
 * committed before it began.
 * @param row column to value, without place and hash.
 * @param hashed what the entry's hash covers after place and hash before, as the inside of a JSON array.
 * @param origin the hash before the first entry.
 */
export function insertLast(
  db: Kysely<Schema>,
  row: Readonly<Record<string, string | number | null>>,
  hashed: string,
  origin: string,
  condition: RawBuilder<unknown>,
): Compilable {
  const { columns, values } = insertValues(row);
  const covered = sql`'[' || (last_seq + 1) || ',"' || last_hash || '",' || cast(${hashed} as text) || ']'`;
  const query = sql`insert into audit_logs (${columns}, seq, hash)
    select ${values}, last_seq + 1, encode(sha256(convert_to(${covered}, 'UTF8')), 'hex')
    from (
      (select seq as last_seq, hash as last_hash from audit_logs where seq is not null order by seq desc limit 1)
      union all select 0, ${origin} order by last_seq desc limit 1
    ) as last where ${condition}`;
  return { compile: () => query.compile(db) };
}
