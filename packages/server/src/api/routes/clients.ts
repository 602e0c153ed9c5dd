/** Clients: whose live photos are stored. */
import { isId, LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import { removeBlobs } from '../../housekeeping/sweep.ts';
import type { ClientRecord } from '../../store/live-photo-store.ts';
import { UnknownOutcomeError } from '../../store/unknown-outcome.ts';
import { auditEntry } from '../audit.ts';
import { validate } from '../body.ts';
import { findClient, unknownClient } from '../clients.ts';
import type { ApiEnv, Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { Intake } from '../intake.ts';
import { pageAnswer } from '../pages.ts';
import { clientBody, clientSchema, clientUpdateBody, pageOf, pageQuery } from '../schemas.ts';
import { undo } from '../undo.ts';
import { wrongBody } from '../wrong-body.ts';

export function clientEndpoints(services: Services, intake: Intake): Endpoint[] {
  const { store } = services;
  const tag = 'Clients';

  const readBody = async (c: Context<ApiEnv>) =>
    validate(clientUpdateBody, await intake.readJson(c, services.limits.body));

  return [
    endpoint({
      method: 'POST',
      path: '/v1/clients',
      access: 'upload',
      tag,
      summary: 'Create a client',
      stores: true,
      body: { schema: clientBody },
      answers: { 200: { description: 'The client', schema: clientSchema } },
      async handle({ c, key }) {
        services.assertRoom?.();
        const details = clientOf(await readBody(c));
        const now = new Date(services.clock()).toISOString();
        const client: ClientRecord = {
          id: services.ids(),
          account: key.account,
          mode: key.mode,
          details,
          createdAt: now,
          updatedAt: now,
        };
        const audit = () => auditEntry(services, c, 'client.create', { clientId: client.id });
        await store.createClient(client, audit()).catch((error: unknown) => {
          if (error instanceof UnknownOutcomeError)
            undo(services, client.id, () => takeBack(services, client));
          throw error;
        });
        return c.json(showClient(client));
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/clients',
      access: 'read',
      tag,
      summary: 'List clients, newest first',
      query: pageQuery,
      answers: { 200: { description: 'A page of clients', schema: pageOf(clientSchema) } },
      async handle({ c, key, query }) {
        await store.appendAudit(auditEntry(services, c, 'client.list', {}));
        return c.json(pageAnswer(query, await store.listClients(key, query), showClient));
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/clients/:id',
      access: 'read',
      tag,
      summary: 'Get a client',
      answers: { 200: { description: 'The client', schema: clientSchema } },
      async handle({ c, key, id }) {
        const client = await findClient(services, key, id);
        await store.appendAudit(auditEntry(services, c, 'client.read', { clientId: id }));
        return c.json(showClient(client));
      },
    }),
    endpoint({
      method: 'POST',
      path: '/v1/clients/:id',
      access: 'upload',
      tag,
      summary: 'Update a client',
      description:
        'Fields that are given replace the stored ones; the others stay, those within `personDetails` and `companyDetails` too. A client keeps its `type`.',
      body: { schema: clientUpdateBody },
      answers: { 200: { description: 'The client', schema: clientSchema } },
      async handle({ c, key, id }) {
        let client = await findClient(services, key, id);
        const change = await readBody(c);
        for (let attempt = 1; attempt <= changeAttempts; attempt++) {
          const updated = changeOf(services, client, change);
          const audit = auditEntry(services, c, 'client.update', { clientId: id });
          const outcome = await store.updateClient(updated, client.updatedAt, audit);
          if (outcome === 'updated') return c.json(showClient(updated));
          if (outcome === 'missing') break;
          // Another change came in between, and stays.
          client = await findClient(services, key, id);
        }
        await findClient(services, key, id);
        throw new LivePhotoError('service_unavailable', 'The client changes again and again: try again');
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/v1/clients/:id',
      access: 'erase',
      tag,
      summary: 'Delete a client and its live photos',
      answers: { 204: { description: 'Deleted' } },
      async handle({ c, key, id }) {
        if (!isId(id)) throw unknownClient(id);
        const audit = auditEntry(services, c, 'client.delete', { clientId: id });
        const blobs = await store.deleteClient(key, id, audit);
        if (!blobs) throw unknownClient(id);
        await removeBlobs(services, blobs);
        return c.body(null, 204);
      },
    }),
  ];
}

/** Changes of a client that may come in between before another one is given up. */
const changeAttempts = 50;

/**
 * @throws {LivePhotoError} `payload_too_large` for more than one body could have brought; `invalid_request` for another type, as
 *   with ComplyCube, and for what is none of a client's.
 */
function changeOf(
  { clock, limits }: Services,
  client: ClientRecord,
  change: Readonly<Record<string, unknown>>,
): ClientRecord {
  const { type } = client.details;
  if (change.type !== undefined && change.type !== type) {
    throw wrongBody(`cannot be changed from '${type}'`, 'type');
  }
  const merged: Record<string, unknown> = { ...client.details, ...change };
  for (const name of ['personDetails', 'companyDetails'] as const) {
    const [before, given] = [client.details[name], change[name]];
    if (isObject(before) && isObject(given)) merged[name] = { ...before, ...given };
  }
  const details = clientOf(merged);
  if (new TextEncoder().encode(JSON.stringify(details)).length > limits.body) {
    throw new LivePhotoError('payload_too_large', `A client has ${limits.body} bytes at most`);
  }
  // Each change has a time of its own, whatever the clock says: it is what tells them apart.
  const updatedAt = new Date(Math.max(clock(), Date.parse(client.updatedAt) + 1)).toISOString();
  return { ...client, details, updatedAt };
}

async function takeBack(services: Services, client: ClientRecord): Promise<void> {
  const { account, mode, id } = client;
  await services.store.deleteClient(client, id, {
    id: services.ids(),
    account,
    mode,
    keyId: 'undo',
    action: 'client.delete',
    clientId: id,
    livePhotoId: null,
    requestId: null,
    createdAt: new Date(services.clock()).toISOString(),
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What is kept of a body. Whoever sends back what they were shown sends the server's own fields too, and details of a
 * company say nothing of a person: ComplyCube's SDKs do both.
 */
function clientOf(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const other = body.type === 'company' ? 'personDetails' : 'companyDetails';
  const { id: _, entityName: __, createdAt: ___, updatedAt: ____, [other]: _____, ...details } = body;
  return validate(clientBody, details);
}

function showClient({ id, details, createdAt, updatedAt }: ClientRecord) {
  return { ...details, id, entityName: entityName(details), createdAt, updatedAt };
}

/** The full name of a person, or of a company. */
function entityName({ type, personDetails, companyDetails }: ClientRecord['details']): string {
  const details = type === 'company' ? companyDetails : personDetails;
  if (!isObject(details)) return '';
  const names =
    type === 'company' ? [details.name] : [details.firstName, details.middleName, details.lastName];
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
