/** The live photo store over SQL: one repository for every database that kysely has a dialect for. */
import { sql } from 'kysely';
import type { Vault } from '../vault/vault.ts';
import type { Database } from './database.ts';
import { type AuditChain, createAuditChain } from './kysely/audit-chain.ts';
import { capturePrintQueries } from './kysely/capture-prints.ts';
import { captureSessionQueries } from './kysely/capture-sessions.ts';
import { clientQueries } from './kysely/clients.ts';
import { auditQueries, sweepQueries } from './kysely/housekeeping.ts';
import { livePhotoQueries } from './kysely/live-photos.ts';
import { uploadQueries } from './kysely/uploads.ts';
import type { LivePhotoStore } from './live-photo-store.ts';
import { migrate } from './migrations.ts';

/** @param vault seals what is kept of clients. */
export function createKyselyStore(
  database: Database,
  vault: Vault,
  chain: AuditChain = createAuditChain(database),
): LivePhotoStore {
  return {
    migrate: () => migrate(database),
    async check() {
      // An update that changes nothing still needs the right and the room to write.
      await sql`update api_keys set name = name where id = ''`.execute(database.kysely);
    },
    close: () => database.close(),
    ...clientQueries(database, vault, chain),
    ...uploadQueries(database, vault, chain),
    ...livePhotoQueries(database, vault, chain),
    ...auditQueries(database, chain),
    ...sweepQueries(database, vault),
    ...captureSessionQueries(database, vault, chain),
    ...capturePrintQueries(database, vault),
  };
}
