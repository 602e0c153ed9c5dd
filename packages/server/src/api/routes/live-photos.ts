/** Live photos: upload, get, list, download, redact, delete, and what was found in them. */
import { imageFormats, imageTypes, isId, LivePhotoError } from '@livephoto/core';
import { removeBlobs } from '../../housekeeping/sweep.ts';
import type { AuditAction, LivePhotoRecord, Owner } from '../../store/live-photo-store.ts';
import { auditEntry } from '../audit.ts';
import { encodeBase64 } from '../base64.ts';
import { findClient } from '../clients.ts';
import type { Services } from '../context.ts';
import { type Endpoint, type Exchange, endpoint } from '../endpoint.ts';
import type { Gate } from '../inspect.ts';
import type { Intake } from '../intake.ts';
import { pageAnswer } from '../pages.ts';
import {
  downloadSchema,
  emptySchema,
  errorSchema,
  livePhotoQuery,
  livePhotoSchema,
  pageOf,
  rawUploadQuery,
  refusalSchema,
  reportSchema,
  uploadBody,
} from '../schemas.ts';
import { upload } from '../upload.ts';
import { showUpload, uploadSchema } from './uploads.ts';

/** Milliseconds that an upload may wait for stores: it has more calls than others, and megabytes to hand over. */
const uploadWait = 4_500;

export function livePhotoEndpoints(services: Services, intake: Intake, gate: Gate): Endpoint[] {
  const { store } = services;
  const tag = 'Live photos';

  const shownType = (photo: LivePhotoRecord) =>
    services.compat === 'complycube'
      ? photo.contentType.replace('image/jpeg', 'images/jpg').replace('image/png', 'images/png')
      : photo.contentType;
  const show = (photo: LivePhotoRecord) => ({
    id: photo.id,
    clientId: photo.clientId,
    performLivenessCheck: photo.performLivenessCheck,
    downloadLink: `/livePhotos/${photo.id}/download`,
    contentType: shownType(photo),
    size: photo.size,
    createdAt: photo.createdAt,
    updatedAt: photo.updatedAt,
  });

  const readBytes = async ({ blobKey }: LivePhotoRecord) => {
    try {
      return await services.blobs.get(blobKey);
    } catch (error) {
      throw new LivePhotoError('service_unavailable', 'The image cannot be read at the moment: try again', {
        cause: error,
      });
    }
  };
  const find = async (owner: Owner, id: string) => {
    const photo = isId(id) ? await store.getLivePhoto(owner, id) : undefined;
    if (!photo) throw unknownLivePhoto(id);
    return photo;
  };
  const audit = ({ c }: Exchange<unknown>, action: AuditAction, photo: { id: string; clientId?: string }) =>
    auditEntry(services, c, action, {
      livePhotoId: photo.id,
      ...(photo.clientId ? { clientId: photo.clientId } : {}),
    });

  return [
    endpoint({
      method: 'POST',
      path: '/v1/livePhotos',
      access: 'upload',
      tag,
      summary: 'Upload a live photo',
      clientTokens: true,
      storeWait: uploadWait,
      description:
        'Inspects the photo and stores it when nothing is wrong with it. As JSON with base64, as a form with the ' +
        'fields `clientId` and `data`, or as the bytes of the image with `?clientId=`. A test key stores refused ' +
        'photos too.',
      body: { schema: uploadBody, multipart: true, media: imageTypes, mediaQuery: rawUploadQuery },
      stores: true,
      headers: {
        'Idempotency-Key':
          'The same key and body answer the same live photo for 24 hours, once it is stored.',
        Prefer:
          '`respond-async`: answered at once with 202, and inspected later; taken from API keys, where the server has a queue.',
      },
      answers: {
        200: { description: 'The live photo', schema: livePhotoSchema },
        202: { description: 'It is inspected later: `Location` says where to ask', schema: uploadSchema },
        409: { description: 'The session of the token has its photo', schema: errorSchema },
        422: { description: 'The photo was refused, and nothing of it was kept', schema: refusalSchema },
      },
      async handle({ c }) {
        const answer = await upload(services, c, { intake, gate });
        if ('photo' in answer) return c.json(show(answer.photo));
        c.header('Location', `/v1/uploads/${answer.waiting.id}`);
        c.header('Preference-Applied', 'respond-async');
        c.header('Retry-After', '1');
        return c.json(showUpload(answer.waiting), 202);
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/livePhotos',
      access: 'read',
      tag,
      summary: "List a client's live photos, newest first",
      query: livePhotoQuery,
      answers: { 200: { description: 'A page of live photos', schema: pageOf(livePhotoSchema) } },
      async handle({ c, key, query }) {
        await findClient(services, key, query.clientId);
        await store.appendAudit(auditEntry(services, c, 'livePhoto.list', { clientId: query.clientId }));
        return c.json(pageAnswer(query, await store.listLivePhotos(key, query), show));
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/livePhotos/:id',
      access: 'read',
      tag,
      summary: 'Get a live photo',
      answers: { 200: { description: 'The live photo', schema: livePhotoSchema } },
      async handle(exchange) {
        const photo = await find(exchange.key, exchange.id);
        await store.appendAudit(audit(exchange, 'livePhoto.read', photo));
        return exchange.c.json(show(photo));
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/livePhotos/:id/inspections',
      access: 'read',
      tag,
      summary: 'Get what the inspections found',
      answers: { 200: { description: 'The report', schema: reportSchema } },
      async handle(exchange) {
        const photo = await find(exchange.key, exchange.id);
        await store.appendAudit(audit(exchange, 'livePhoto.read', photo));
        const report = await store.getReport(exchange.key, photo.id);
        if (!report) throw unknownLivePhoto(exchange.id);
        return exchange.c.json(report);
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/livePhotos/:id/download',
      access: 'read',
      tag,
      summary: 'Download the image',
      description: 'As JSON with base64, or, with `Accept: image/*`, as the bytes of the image.',
      headers: { Accept: '`image/*` for the bytes themselves.' },
      answers: {
        200: {
          description: 'The image',
          schema: downloadSchema,
          media: imageTypes,
        },
      },
      async handle(exchange) {
        const { c, key, id } = exchange;
        const photo = await find(key, id);
        const sealed = photo.wrappedKey === null ? undefined : await readBytes(photo);
        if (!sealed || photo.wrappedKey === null) {
          // Redacted before, or just now by another request; or else a loss that must not look like either.
          const { redactedAt } = await find(key, id);
          if (redactedAt === null) throw new Error(`The bytes of live photo ${id} are missing`);
          throw new LivePhotoError('resource_not_found', `The image of live photo '${id}' was redacted`);
        }
        await store.appendAudit(audit(exchange, 'livePhoto.download', photo));
        const bytes = await services.vault.open(
          { bytes: sealed, wrappedKey: photo.wrappedKey },
          photo.blobKey,
        );
        const fileName = `selfie_${Date.parse(photo.createdAt)}.${imageFormats[photo.contentType].extension}`;
        if (wantsImage(c.req.header('Accept'))) {
          return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
            'Content-Type': photo.contentType,
            'Content-Disposition': `attachment; filename="${fileName}"`,
          });
        }
        return c.json({ fileName, contentType: shownType(photo), data: encodeBase64(bytes) });
      },
    }),
    endpoint({
      method: 'POST',
      path: '/v1/livePhotos/:id/redact',
      access: 'erase',
      tag,
      summary: 'Destroy the image and keep the object',
      answers: { 200: { description: 'Redacted', schema: emptySchema } },
      async handle(exchange) {
        const { c, key, id } = exchange;
        const photo = await find(key, id);
        const blob = await store.redactLivePhoto(key, id, audit(exchange, 'livePhoto.redact', photo));
        if (blob === undefined) throw unknownLivePhoto(id);
        await removeBlobs(services, [blob]);
        await services.work?.wake();
        return c.json({});
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/v1/livePhotos/:id',
      access: 'erase',
      tag,
      summary: 'Delete a live photo',
      answers: { 204: { description: 'Deleted' } },
      async handle(exchange) {
        const { c, key, id } = exchange;
        const photo = await find(key, id);
        const blob = await store.deleteLivePhoto(key, id, audit(exchange, 'livePhoto.delete', photo));
        if (blob === undefined) throw unknownLivePhoto(id);
        await removeBlobs(services, [blob]);
        return c.body(null, 204);
      },
    }),
  ];
}

function unknownLivePhoto(id: string): LivePhotoError {
  return new LivePhotoError('resource_not_found', `Invalid live photo id '${id.slice(0, 100)}'`);
}

/** Whether the first type that the caller names, and that we have, is an image. */
function wantsImage(accept: string | undefined): boolean {
  for (const entry of (accept ?? '').split(',')) {
    const [type = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    if (parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter))) continue;
    if (type.startsWith('image/')) return true;
    if (type === '*/*' || type === 'application/json' || type === 'application/*') return false;
  }
  return false;
}
