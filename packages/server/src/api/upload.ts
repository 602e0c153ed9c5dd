/** The way of an upload: read, inspected, and then stored. */
import { assertLivePhotoSize, isId, keptFile, LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import { sha256, toHex } from '../encoding.ts';
import type { LivePhotoRecord } from '../store/live-photo-store.ts';
import type { WaitingUploadRecord } from '../store/waiting-uploads.ts';
import { auditEntry } from './audit.ts';
import { answerPhoto } from './captures/answer-photo.ts';
import { currentSession } from './captures/token-session.ts';
import { findClient } from './clients.ts';
import type { ApiEnv, Services } from './context.ts';
import { readIdempotency } from './idempotency.ts';
import { type Gate, inspectMeasured } from './inspect.ts';
import { type Intake, uploadBodyOf } from './intake.ts';
import { refusalOf } from './refusal.ts';
import { findEarlier, storePhoto } from './store-photo.ts';
import { readUpload } from './upload-body.ts';
import { prefersLater, storeForLater } from './upload-later.ts';
import { wrongBody } from './wrong-body.ts';

/** @throws {LivePhotoError} whatever is wrong; nothing is stored then. */
export async function upload(
  services: Services,
  c: Context<ApiEnv>,
  { intake, gate }: { readonly intake: Intake; readonly gate: Gate },
): Promise<{ readonly photo: LivePhotoRecord } | { readonly waiting: WaitingUploadRecord }> {
  services.assertRoom?.();
  const key = c.get('key');
  const request = await readUpload(c.req.raw, uploadBodyOf(intake, c, services.limits.uploadBody), true);
  const token = c.get('token');
  if (token) {
    assertLivePhotoSize(request.bytes.length);
    return { photo: await answerPhoto(services, c, await currentSession(services, c), request, gate) };
  }
  const clientId = request.clientId;
  if (clientId === undefined) {
    throw wrongBody('is required', 'clientId');
  }
  const wellFormed: boolean = isId(clientId);
  if (!wellFormed) {
    throw new LivePhotoError('invalid_request', `Invalid client id '${clientId.slice(0, 100)}'`, {
      param: 'clientId',
    });
  }
  assertLivePhotoSize(request.bytes.length);
  await findClient(services, key, clientId);

  const idempotency = await readIdempotency(c, async () => {
    const image = toHex(await sha256(request.bytes));
    return `${clientId} ${request.performLivenessCheck} ${image}`;
  });
  const earlier = idempotency && (await findEarlier(services, c, idempotency));
  if (earlier) return { photo: earlier };
  if (services.work && prefersLater(c)) {
    const { work } = services;
    const upload = { ...request, clientId };
    return gate.enter(async () => ({ waiting: await storeForLater(services, work, c, upload, idempotency) }));
  }

  const refuse = async (refusal: LivePhotoError) => {
    const detail = refusal.type;
    await services.store.refuseUpload(
      key,
      { clientId, type: detail },
      auditEntry(services, c, 'livePhoto.refuse', { clientId, detail }),
    );
    await services.work?.wake();
    return refusal;
  };
  return gate.enter(async () => {
    // What is stored, and so what will be shown, is what is inspected.
    const bytes = keptFile(request.bytes);
    const report = await inspectMeasured(services, bytes, {
      performLivenessCheck: request.performLivenessCheck,
      signal: c.req.raw.signal,
      caller: c.get('caller'),
    }).catch(async (error: unknown) => {
      // A damaged image is refused, whatever the key.
      throw error instanceof LivePhotoError && error.status === 422 ? await refuse(error) : error;
    });
    const refusal = refusalOf(report);
    // ComplyCube's sandbox accepts every upload; what was found is in the report.
    if (refusal && key.mode === 'live') throw await refuse(refusal);
    const stored = { ...request, clientId, bytes };
    return { photo: await storePhoto(services, c, stored, report, idempotency) };
  });
}
