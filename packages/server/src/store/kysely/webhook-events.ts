/** Events of live photos, stored for every endpoint that wants them in the very step that they tell of. */
import type { InspectionReport } from '@livephoto/core';
import { type RawBuilder, sql } from 'kysely';
import type { Batch, Database } from '../database.ts';
import type { AuditEntry, Owner } from '../live-photo-store.ts';
import type { WebhookEvent } from '../webhooks.ts';

/** What an event says: ids and a verdict, nothing of a person. */
export interface EventRecord extends Owner {
  /** Unique: of the audit entry that goes with it. */
  readonly id: string;
  readonly event: WebhookEvent;
  readonly at: string;
  readonly data: Readonly<Record<string, string | boolean | null>>;
}

/**
 * Comes before what marks the photo as redacted: a second redaction is no event.
 * @param audit names the photo's client.
 */
export function redactionEvent(database: Database, owner: Owner, id: string, audit: AuditEntry): Batch {
  const clientId = audit.clientId ?? '';
  return eventQueries(
    database,
    photoEvent('live_photo.redacted', { ...owner, id, clientId }, audit),
    sql`exists (select 1 from live_photos where id = ${id} and client_id = ${clientId} and redacted_at is null)`,
  );
}

/**
 * Queries that store a delivery, and the task of delivering it, for each endpoint of the owner that wants the event.
 * @param condition under which it happened.
 */
export function eventQueries(
  { kysely: db }: Database,
  { id, account, mode, event, at, data }: EventRecord,
  condition: RawBuilder<unknown>,
): Batch {
  const eventId = `evt_${id}_${event.split('.')[1]}`;
  const body = JSON.stringify({ type: event, timestamp: at, data: { ...data, mode } });
  const deliveries = sql`insert into webhook_deliveries
      (id, endpoint_id, event_id, event, body, state, attempts, next_at, created_at, updated_at)
    select cast(${`${eventId}_`} as text) || id, id, cast(${eventId} as text), cast(${event} as text),
      cast(${body} as text), cast('pending' as text), 0, cast(${at} as text), cast(${at} as text), cast(${at} as text)
    from webhook_endpoints
    where account = ${account} and mode = ${mode} and enabled = 1 and events like ${`% ${event} %`} and ${condition}`;
  const tasks = sql`insert into tasks (id, kind, subject, body, due_at, created_at)
    select id, cast('delivery' as text), id, cast('{}' as text), cast(${at} as text), cast(${at} as text)
    from webhook_deliveries where event_id = ${eventId}`;
  return {
    [`${event}.deliveries`]: { compile: () => deliveries.compile(db) },
    [`${event}.tasks`]: { compile: () => tasks.compile(db) },
  };
}

type Subject = Owner & { readonly id: string; readonly clientId: string };

/** @param audit the entry of the step. */
export function photoEvent(
  event: 'live_photo.created' | 'live_photo.redacted',
  photo: Subject,
  audit: AuditEntry,
): EventRecord {
  const { account, mode, id, clientId } = photo;
  const data = { livePhotoId: id, clientId };
  return { id: audit.id, account, mode, event, at: audit.createdAt, data };
}

/** A stored photo was inspected. */
export function reportEvent(photo: Subject, report: InspectionReport, audit: AuditEntry): EventRecord {
  const { account, mode, id, clientId } = photo;
  const data = { livePhotoId: id, clientId, accepted: report.accepted, policy: report.policy };
  return { id: audit.id, account, mode, event: 'live_photo.inspected', at: audit.createdAt, data };
}

/** A photo was refused, and not stored. @param uploadId of an upload that was answered before it was inspected. */
export function refusalEvent(
  owner: Owner,
  subject: { readonly clientId: string; readonly uploadId: string | null; readonly type: string },
  audit: AuditEntry,
): EventRecord {
  const { clientId, uploadId, type } = subject;
  const data = { livePhotoId: null, uploadId, clientId, accepted: false, refusal: type };
  const { account, mode } = owner;
  return { id: audit.id, account, mode, event: 'live_photo.inspected', at: audit.createdAt, data };
}
