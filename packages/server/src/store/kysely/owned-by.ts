/** The condition that every query of an object carries: it is the caller's own. */
import { type RawBuilder, sql } from 'kysely';
import type { Owner } from '../live-photo-store.ts';

/** @param table names the columns' table, where a query has several with an owner. */
export function ownedBy(
  { account, mode }: Owner,
  table?: 'clients' | 'live_photos' | 'audit_logs',
): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(table ? `${table}.${name}` : name);
  return sql<boolean>`(${column('account')} = ${account} and ${column('mode')} = ${mode})`;
}
