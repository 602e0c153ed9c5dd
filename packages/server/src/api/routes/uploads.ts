/** Uploads that were answered before they were inspected: how they went. */
import { isId, LivePhotoError } from '@livephoto/core';
import { z } from 'zod';
import { type WaitingUploadRecord, waitingStates } from '../../store/waiting-uploads.ts';
import type { Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import { id as idSchema, refusalSchema, timestamp } from '../schemas.ts';
import { workOf } from '../work.ts';

export const uploadSchema = z
  .object({
    id: idSchema,
    clientId: idSchema,
    state: z
      .enum(waitingStates)
      .describe(
        '`refused`: what a caller who waits is answered with 422. `failed`: it could not be inspected, and may be sent again.',
      ),
    livePhotoId: idSchema.nullable().describe('Once it was accepted.'),
    refusal: refusalSchema.or(z.looseObject({})).nullable().describe('Why it is no live photo.'),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'WaitingUpload' });

export function showUpload(upload: WaitingUploadRecord) {
  const { id, clientId, state, livePhotoId, refusal, createdAt, updatedAt } = upload;
  return { id, clientId, state, livePhotoId, refusal, createdAt, updatedAt };
}

export function uploadEndpoints(services: Services): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/v1/uploads/:id',
      access: 'upload',
      tag: 'Live photos',
      summary: 'How an upload went that is answered later',
      description: 'It can be read for 30 days after its end. Nothing of a refused photo is kept but why.',
      answers: { 200: { description: 'The upload', schema: uploadSchema } },
      async handle({ c, key, id }) {
        const upload = isId(id) ? await workOf(services).store.getWaiting(key, id) : undefined;
        if (!upload)
          throw new LivePhotoError('resource_not_found', `Invalid upload id '${id.slice(0, 100)}'`);
        if (upload.state === 'pending') c.header('Retry-After', '1');
        return c.json(showUpload(upload));
      },
    }),
  ];
}
