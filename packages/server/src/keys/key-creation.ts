/** Writes down the making of keys that came into the database by another hand: `keys create --sql` prints SQL that cannot chain. */
import type { Clock, Ids } from '@livephoto/core';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { AuditChain } from '../store/kysely/audit-chain.ts';
import type { ApiKey } from './api-keys.ts';
import { keyAudit } from './key-audit.ts';

/**
 * @returns a function that adds the entry `key.create` where a key that was never used has none: no key does anything before
 *   its making is in the audit log.
 */
export function createCreationNotes(
  { kysely: db }: Database,
  chain: AuditChain,
  clock: Clock,
  ids: Ids,
): (key: Pick<ApiKey, 'id' | 'account' | 'mode' | 'createdAt' | 'lastUsedAt'>) => Promise<void> {
  const noted = new Set<string>();
  return async (key) => {
    if (key.lastUsedAt !== null || noted.has(key.id)) return;
    // The entry is as old as the key or younger, which keeps the search short.
    const entry = db
      .selectFrom('audit_logs')
      .select('id')
      .where('account', '=', key.account)
      .where('mode', '=', key.mode)
      .where('created_at', '>=', key.createdAt)
      .where('action', '=', 'key.create')
      .where('detail', '=', key.id);
    if ((await entry.limit(1).executeTakeFirst()) === undefined) {
      await chain.append(keyAudit('key.create', key, clock, ids), (add) => ({
        audit: add(sql`not exists ${entry}`),
      }));
    }
    noted.add(key.id);
  };
}
