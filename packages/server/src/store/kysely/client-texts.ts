/** The texts that are kept of a client, sealed with the client's own key: details, and what was found in photos. */
import type { Selectable } from 'kysely';
import type { TextKey, Vault } from '../../vault/vault.ts';
import type { Database } from '../database.ts';
import type { Owner } from '../live-photo-store.ts';
import type { ClientsTable } from '../schema.ts';
import { ownedBy } from './owned-by.ts';

/** What a text belongs to. */
export const detailsOf = (clientId: string) => `client/${clientId}/details`;
export const reportOf = (livePhotoId: string) => `livePhoto/${livePhotoId}/report`;

/** What a client's key belongs to. */
export const keyOf = (clientId: string) => `client/${clientId}`;

/** JSON as earlier versions stored it; what is sealed begins with a digit. */
export const isPlain = (text: string) => text.startsWith('{');

/** Opens a text that may be of an earlier version. */
export async function openText(key: () => Promise<TextKey>, text: string, name: string): Promise<string> {
  return isPlain(text) ? text : (await key()).open(text, name);
}

/**
 * The key of a client's texts. A client of an earlier version gets one, and its details are sealed with it.
 * @returns undefined when there is no such client.
 */
export async function clientTextKey(
  database: Database,
  vault: Vault,
  client: { readonly id: string; readonly owner?: Owner },
): Promise<TextKey | undefined> {
  for (;;) {
    let query = database.kysely.selectFrom('clients').selectAll().where('id', '=', client.id);
    if (client.owner !== undefined) query = query.where(ownedBy(client.owner));
    const row = await query.executeTakeFirst();
    if (!row) return undefined;
    if (row.wrapped_key !== null) return vault.openTextKey(row.wrapped_key, keyOf(row.id));
    await sealClient(database, vault, row);
  }
}

/** Gives a client of an earlier version its key, unless another server does so at the same time. */
export async function sealClient(
  { kysely: db }: Database,
  vault: Vault,
  row: Pick<Selectable<ClientsTable>, 'id' | 'details'>,
): Promise<void> {
  const wrappedKey = await vault.newTextKey(keyOf(row.id));
  const key = await vault.openTextKey(wrappedKey, keyOf(row.id));
  await db
    .updateTable('clients')
    .set({ wrapped_key: wrappedKey, details: await key.seal(row.details, detailsOf(row.id)) })
    .where('id', '=', row.id)
    .where('wrapped_key', 'is', null)
    .where('details', '=', row.details)
    .execute();
}
