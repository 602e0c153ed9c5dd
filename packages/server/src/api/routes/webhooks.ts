/** Webhook endpoints, what was delivered to them, and what is delivered again. */
import { isId, LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import type { ApiKey } from '../../keys/api-keys.ts';
import { newWebhookSecret } from '../../keys/webhook-signature.ts';
import {
  type DeliveryRecord,
  type WebhookEndpointRecord,
  type WebhookEvent,
  webhookEvents,
} from '../../store/webhooks.ts';
import { auditEntry } from '../audit.ts';
import { validate } from '../body.ts';
import type { ApiEnv, Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { Intake } from '../intake.ts';
import { pageAnswer } from '../pages.ts';
import { errorSchema, pageOf, pageQuery } from '../schemas.ts';
import {
  createdEndpointSchema,
  deliveryQuery,
  deliverySchema,
  endpointBody,
  endpointSchema,
  endpointUpdateBody,
  replaySchema,
} from '../webhooks/webhook-schemas.ts';
import { checkWebhookUrl } from '../webhooks/webhook-url.ts';
import { workOf } from '../work.ts';

/** Endpoints of one account and mode. */
const mostEndpoints = 20;

export function webhookEndpoints(services: Services, intake: Intake): Endpoint[] {
  const tag = 'Webhooks';
  const now = () => new Date(services.clock()).toISOString();
  const find = async (key: ApiKey, id: string): Promise<WebhookEndpointRecord> => {
    const found = isId(id) ? await workOf(services).store.getEndpoint(key, id) : undefined;
    if (!found)
      throw new LivePhotoError('resource_not_found', `Invalid webhook endpoint id '${id.slice(0, 100)}'`);
    return found;
  };
  const findDelivery = async (key: ApiKey, id: string): Promise<DeliveryRecord> => {
    const found = /^evt_[\w]{1,120}$/.test(id)
      ? await workOf(services).store.getDelivery(key, id)
      : undefined;
    if (!found)
      throw new LivePhotoError('resource_not_found', `Invalid webhook delivery id '${id.slice(0, 100)}'`);
    return found;
  };
  const audit = (c: Context<ApiEnv>, what: 'create' | 'update' | 'delete' | 'replay', id: string) =>
    auditEntry(services, c, `webhook.${what}`, { detail: id });
  return [
    endpoint({
      method: 'POST',
      path: '/v1/webhookEndpoints',
      access: 'admin',
      tag,
      summary: 'Have events sent to a URL',
      description:
        'Each event is posted as JSON and signed as Standard Webhooks says, again and again for almost three days until the ' +
        'receiver answers 2xx. Payloads have ids and verdicts, no pictures and nothing of a person.',
      stores: true,
      body: { schema: endpointBody },
      answers: {
        200: { description: 'The endpoint, and its secret this once', schema: createdEndpointSchema },
        409: { description: 'There are as many endpoints as there may be', schema: errorSchema },
        501: { description: 'This server has no queue', schema: errorSchema },
      },
      async handle({ c, key }) {
        const { store, webhookTargets } = workOf(services);
        const body = validate(endpointBody, await intake.readJson(c, services.limits.body));
        const url = checkWebhookUrl(body.url, webhookTargets);
        const { totalItems } = await store.listEndpoints(key, { page: 1, pageSize: 1 });
        if (totalItems >= mostEndpoints) {
          throw new LivePhotoError(
            'conflict',
            `There are ${mostEndpoints} webhook endpoints: delete one of them first`,
          );
        }
        const secret = body.secret ?? newWebhookSecret();
        const createdAt = now();
        const record: WebhookEndpointRecord = {
          id: services.ids(),
          account: key.account,
          mode: key.mode,
          url,
          events: unique(body.events ?? (Object.keys(webhookEvents) as WebhookEvent[])),
          description: body.description ?? '',
          enabled: body.enabled ?? true,
          createdAt,
          updatedAt: createdAt,
        };
        await store.createEndpoint(record, secret, audit(c, 'create', record.id));
        return c.json({ ...showEndpoint(record), secret });
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/webhookEndpoints',
      access: 'admin',
      tag,
      summary: 'List webhook endpoints, newest first',
      query: pageQuery,
      answers: { 200: { description: 'A page of endpoints', schema: pageOf(endpointSchema) } },
      async handle({ c, key, query }) {
        return c.json(
          pageAnswer(query, await workOf(services).store.listEndpoints(key, query), showEndpoint),
        );
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/webhookEndpoints/:id',
      access: 'admin',
      tag,
      summary: 'Get a webhook endpoint',
      answers: { 200: { description: 'The endpoint', schema: endpointSchema } },
      handle: async ({ c, key, id }) => c.json(showEndpoint(await find(key, id))),
    }),
    endpoint({
      method: 'POST',
      path: '/v1/webhookEndpoints/:id',
      access: 'admin',
      tag,
      summary: 'Change a webhook endpoint',
      body: { schema: endpointUpdateBody },
      answers: { 200: { description: 'The endpoint', schema: endpointSchema } },
      async handle({ c, key, id }) {
        const { store, webhookTargets } = workOf(services);
        const before = await find(key, id);
        const body = validate(endpointUpdateBody, await intake.readJson(c, services.limits.body));
        const after: WebhookEndpointRecord = {
          ...before,
          ...(body.url === undefined ? {} : { url: checkWebhookUrl(body.url, webhookTargets) }),
          ...(body.events === undefined ? {} : { events: unique(body.events) }),
          ...(body.description === undefined ? {} : { description: body.description }),
          ...(body.enabled === undefined ? {} : { enabled: body.enabled }),
          updatedAt: now(),
        };
        if (!(await store.updateEndpoint(after, audit(c, 'update', id)))) await find(key, id);
        return c.json(showEndpoint(after));
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/v1/webhookEndpoints/:id',
      access: 'admin',
      tag,
      summary: 'Delete a webhook endpoint, with its deliveries',
      answers: { 204: { description: 'Deleted' } },
      async handle({ c, key, id }) {
        await find(key, id);
        if (!(await workOf(services).store.deleteEndpoint(key, id, audit(c, 'delete', id)))) {
          await find(key, id);
        }
        return c.body(null, 204);
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/webhookEndpoints/:id/deliveries',
      access: 'admin',
      tag,
      summary: 'List what is delivered to an endpoint, newest first',
      description: '`state=dead` lists what was tried often enough. They are kept for 30 days.',
      query: deliveryQuery,
      answers: { 200: { description: 'A page of deliveries', schema: pageOf(deliverySchema) } },
      async handle({ c, key, id, query }) {
        const found = await find(key, id);
        return c.json(
          pageAnswer(query, await workOf(services).store.listDeliveries(found, query), showDelivery),
        );
      },
    }),
    endpoint({
      method: 'POST',
      path: '/v1/webhookEndpoints/:id/replay',
      access: 'admin',
      tag,
      summary: 'Deliver again everything that is dead',
      answers: { 200: { description: 'How many', schema: replaySchema } },
      async handle({ c, key, id }) {
        const { store, wake } = workOf(services);
        const found = await find(key, id);
        const replayed = await store.replay(found.id, undefined, audit(c, 'replay', found.id));
        await wake();
        return c.json({ replayed });
      },
    }),
    endpoint({
      method: 'POST',
      path: '/v1/webhookDeliveries/:id/replay',
      access: 'admin',
      tag,
      summary: 'Deliver one again, with the same id',
      answers: {
        200: { description: 'The delivery', schema: deliverySchema },
        409: { description: 'It is to be tried already', schema: errorSchema },
      },
      async handle({ c, key, id }) {
        const { store, wake } = workOf(services);
        const delivery = await findDelivery(key, id);
        if ((await store.replay(delivery.endpointId, delivery.id, audit(c, 'replay', delivery.id))) === 0) {
          throw new LivePhotoError('conflict', 'The delivery is to be tried already');
        }
        await wake();
        return c.json(showDelivery(await findDelivery(key, id)));
      },
    }),
  ];
}

function unique(events: readonly WebhookEvent[]): readonly WebhookEvent[] {
  return [...new Set(events)];
}

function showEndpoint({ account: _, mode: __, ...endpoint }: WebhookEndpointRecord) {
  return endpoint;
}

function showDelivery({ endpointId: _, body, ...delivery }: DeliveryRecord) {
  return { ...delivery, payload: JSON.parse(body) as object };
}
