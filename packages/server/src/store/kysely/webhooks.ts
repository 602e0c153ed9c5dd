/** Webhook endpoints and deliveries in SQL. */
import { type Selectable, sql } from 'kysely';
import type { Vault } from '../../vault/vault.ts';
import { changed, type Database } from '../database.ts';
import type { WebhookDeliveriesTable, WebhookEndpointsTable } from '../schema.ts';
import type {
  DeliveryRecord,
  DeliveryState,
  WebhookEndpointRecord,
  WebhookEvent,
  WebhookStore,
} from '../webhooks.ts';
import type { AuditChain } from './audit-chain.ts';
import { ownedBy } from './owned-by.ts';
import { page } from './paging.ts';
import { finished, held, heldTask } from './tasks.ts';

/** What an endpoint's key, and its sealed secret, belong to. */
export const webhookKeyOf = (endpointId: string) => `webhook/${endpointId}`;
const secretOf = (endpointId: string) => `webhook/${endpointId}/secret`;

export function webhookQueries(database: Database, vault: Vault, chain: AuditChain): WebhookStore {
  const { kysely: db } = database;
  const joined = (events: readonly string[]) => ` ${events.join(' ')} `;
  return {
    async createEndpoint(endpoint, secret, audit) {
      const { id } = endpoint;
      const wrappedKey = await vault.newTextKey(webhookKeyOf(id));
      const key = await vault.openTextKey(wrappedKey, webhookKeyOf(id));
      const sealed = await key.seal(secret, secretOf(id));
      await chain.append(audit, (add) => ({
        endpoint: db.insertInto('webhook_endpoints').values({
          id,
          account: endpoint.account,
          mode: endpoint.mode,
          url: endpoint.url,
          events: joined(endpoint.events),
          description: endpoint.description,
          enabled: endpoint.enabled ? 1 : 0,
          secret: sealed,
          wrapped_key: wrappedKey,
          created_at: endpoint.createdAt,
          updated_at: endpoint.updatedAt,
        }),
        audit: add(),
      }));
    },

    async getEndpoint(owner, id) {
      const row = await db
        .selectFrom('webhook_endpoints')
        .selectAll()
        .where('id', '=', id)
        .where(ownedBy(owner))
        .executeTakeFirst();
      return row && toEndpoint(row);
    },

    async listEndpoints(owner, request) {
      const query = db.selectFrom('webhook_endpoints').where(ownedBy(owner));
      return page(
        request,
        query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
        () => query.select(({ fn }) => fn.countAll().as('n')).executeTakeFirst(),
        toEndpoint,
      );
    },

    async updateEndpoint(endpoint, audit) {
      const { endpoint: updated } = await chain.append(audit, (add) => ({
        endpoint: db
          .updateTable('webhook_endpoints')
          .set({
            url: endpoint.url,
            events: joined(endpoint.events),
            description: endpoint.description,
            enabled: endpoint.enabled ? 1 : 0,
            updated_at: endpoint.updatedAt,
          })
          .where('id', '=', endpoint.id)
          .where(ownedBy(endpoint)),
        audit: add(
          sql`exists (select 1 from webhook_endpoints where id = ${endpoint.id} and ${ownedBy(endpoint)})`,
        ),
      }));
      return changed(updated) === 1;
    },

    async deleteEndpoint(owner, id, audit) {
      const own = sql<boolean>`exists (select 1 from webhook_endpoints where id = ${id} and ${ownedBy(owner)})`;
      const { endpoint } = await chain.append(audit, (add) => ({
        audit: add(own),
        tasks: db
          .deleteFrom('tasks')
          .where(
            'subject',
            'in',
            db.selectFrom('webhook_deliveries').select('id').where('endpoint_id', '=', id),
          )
          .where(own),
        deliveries: db.deleteFrom('webhook_deliveries').where('endpoint_id', '=', id).where(own),
        endpoint: db.deleteFrom('webhook_endpoints').where('id', '=', id).where(ownedBy(owner)),
      }));
      if (changed(endpoint) === 0) return false;
      await database.erase();
      return true;
    },

    async listDeliveries({ id }, filter) {
      let query = db.selectFrom('webhook_deliveries').where('endpoint_id', '=', id);
      if (filter.state) query = query.where('state', '=', filter.state);
      return page(
        filter,
        query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
        () => query.select(({ fn }) => fn.countAll().as('n')).executeTakeFirst(),
        toDelivery,
      );
    },

    async getDelivery(owner, id) {
      const row = await db
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('id', '=', id)
        .where('endpoint_id', 'in', (own) =>
          own.selectFrom('webhook_endpoints').select('id').where(ownedBy(owner)),
        )
        .executeTakeFirst();
      return row && toDelivery(row);
    },

    async replay(endpointId, id, audit) {
      const at = audit.createdAt;
      const chosen = id === undefined ? sql`state = 'dead'` : sql`id = ${id} and state <> 'pending'`;
      const which = sql`endpoint_id = ${endpointId} and ${chosen}`;
      const { deliveries } = await chain.append(audit, (add) => ({
        tasks: {
          compile: () =>
            sql`insert into tasks (id, kind, subject, body, due_at, created_at)
              select id, cast('delivery' as text), id, cast('{}' as text), cast(${at} as text), cast(${at} as text)
              from webhook_deliveries where ${which} on conflict (id) do nothing`.compile(db),
        },
        deliveries: db
          .updateTable('webhook_deliveries')
          .set({ state: 'pending', attempts: 0, next_at: at, updated_at: at })
          .where(sql<boolean>`${which}`),
        audit: add(),
      }));
      return changed(deliveries);
    },

    async openDelivery(id) {
      const row = await db
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      const endpoint =
        row &&
        (await db
          .selectFrom('webhook_endpoints')
          .selectAll()
          .where('id', '=', row.endpoint_id)
          .executeTakeFirst());
      if (!row || !endpoint) return undefined;
      const key = await vault.openTextKey(endpoint.wrapped_key, webhookKeyOf(endpoint.id));
      const secret = await key.open(endpoint.secret, secretOf(endpoint.id));
      return { delivery: toDelivery(row), endpoint: toEndpoint(endpoint), secret };
    },

    async endDelivery(task, { state, status, problem, nextAt, disable }, at) {
      await database.batch({
        lock: heldTask(database, task),
        delivery: db
          .updateTable('webhook_deliveries')
          .set({ state, status, problem, next_at: nextAt, updated_at: at, attempts: sql`attempts + 1` })
          .where('id', '=', task.subject)
          .where(held(task)),
        endpoint: disable
          ? db
              .updateTable('webhook_endpoints')
              .set({ enabled: 0, updated_at: at })
              .where('id', 'in', (of) =>
                of.selectFrom('webhook_deliveries').select('endpoint_id').where('id', '=', task.subject),
              )
              .where(held(task))
          : undefined,
        task:
          nextAt === null
            ? finished(database, task)
            : db
                .updateTable('tasks')
                .set({ due_at: nextAt, told_at: null, claim: null, claimed_until: null, attempts: 0 })
                .where('id', '=', task.id)
                .where('claim', '=', task.claim),
      });
    },

    async forgetDeliveriesBefore(cutoff) {
      await db
        .deleteFrom('webhook_deliveries')
        .where('updated_at', '<', cutoff)
        .where('state', '<>', 'pending')
        .execute();
    },
  };
}

function toEndpoint(row: Selectable<WebhookEndpointsTable>): WebhookEndpointRecord {
  return {
    id: row.id,
    account: row.account,
    mode: row.mode,
    url: row.url,
    events: row.events.trim().split(' ') as WebhookEvent[],
    description: row.description,
    enabled: Number(row.enabled) === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toDelivery(row: Selectable<WebhookDeliveriesTable>): DeliveryRecord {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    event: row.event as WebhookEvent,
    body: row.body,
    state: row.state as DeliveryState,
    attempts: Number(row.attempts),
    status: row.status === null ? null : Number(row.status),
    problem: row.problem,
    nextAt: row.next_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
