/** The shapes of webhooks. */
import { z } from 'zod';
import { isWebhookSecret } from '../../keys/webhook-signature.ts';
import { deliveryStates, type WebhookEvent, webhookEvents } from '../../store/webhooks.ts';
import { id, isPrintable, pageQuery, timestamp } from '../schemas.ts';

const names = Object.keys(webhookEvents) as [WebhookEvent];
const event = z.enum(names, { error: `must be one of ${names.join(', ')}` });
const events = z
  .array(event, { error: 'must be a list of events' })
  .min(1, 'must name an event')
  .max(names.length)
  .describe(`Of ${names.join(', ')}.`);
const url = z
  .string({ error: 'must be an https URL' })
  .max(2000, 'must have at most 2000 characters')
  .meta({ examples: ['https://shop.example/hooks/livephoto'] });
const description = z
  .string()
  .max(200, 'must have at most 200 characters')
  .refine(isPrintable, 'must not have control characters');
const enabled = z.boolean({ error: 'must be true or false' });

export const endpointBody = z
  .strictObject({
    url,
    events: events.optional().describe('All events when left out.'),
    description: description.nullish(),
    enabled: enabled.nullish().describe('Default true.'),
    secret: z
      .string()
      .refine(isWebhookSecret, 'must be whsec_ and the base64 of 24 to 64 bytes')
      .optional()
      .describe('What signs; made when left out.'),
  })
  .meta({ id: 'WebhookEndpointRequest' });

export const endpointUpdateBody = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    description: description.optional(),
    enabled: enabled.optional(),
  })
  .meta({ id: 'WebhookEndpointUpdate', examples: [{ enabled: false }] });

export const endpointSchema = z
  .object({
    id,
    url,
    events: z.array(event),
    description: z.string().meta({ examples: ['Orders'] }),
    enabled: z.boolean(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'WebhookEndpoint' });

export const createdEndpointSchema = endpointSchema
  .extend({ secret: z.string().describe('What signs. It is answered this once.') })
  .meta({ id: 'CreatedWebhookEndpoint' });

export const deliverySchema = z
  .object({
    id: z.string(),
    eventId: z.string().describe('The `webhook-id` that is sent: the same with every try.'),
    event,
    payload: z.looseObject({}).describe('What is sent.'),
    state: z.enum(deliveryStates).describe('`dead`: tried often enough, and not tried again until replayed.'),
    attempts: z.int(),
    status: z.int().nullable().describe('HTTP status of the last answer.'),
    problem: z
      .string()
      .nullable()
      .meta({ examples: ['The receiver answered 500'] })
      .describe('What was wrong with the last try.'),
    nextAt: timestamp.nullable().describe('When it is tried again.'),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'WebhookDelivery' });

export const deliveryQuery = pageQuery.extend({
  state: z.enum(deliveryStates, { error: `must be one of ${deliveryStates.join(', ')}` }).optional(),
});

export const replaySchema = z
  .object({ replayed: z.int().describe('Deliveries that are tried again.') })
  .meta({ id: 'WebhookReplay' });
