/** The store of tasks, jobs, webhooks and waiting uploads over SQL, beside that of live photos. */
import type { Vault } from '../vault/vault.ts';
import type { Database } from './database.ts';
import { type AuditChain, createAuditChain } from './kysely/audit-chain.ts';
import { jobQueries } from './kysely/jobs.ts';
import { taskQueries } from './kysely/tasks.ts';
import { waitingUploadQueries } from './kysely/waiting-uploads.ts';
import { webhookQueries } from './kysely/webhooks.ts';
import type { WorkStore } from './work-store.ts';

/** @param chain that of the live photo store. */
export function createKyselyWorkStore(
  database: Database,
  vault: Vault,
  chain: AuditChain = createAuditChain(database),
): WorkStore {
  return {
    ...taskQueries(database),
    ...jobQueries(database, vault, chain),
    ...webhookQueries(database, vault, chain),
    ...waitingUploadQueries(database, vault, chain),
  };
}
