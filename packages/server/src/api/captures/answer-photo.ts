/** An upload with a token: one photo for a session that asks for no turn of the head. */
import { keptFile, LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import { sha256, toHex } from '../../encoding.ts';
import type { CaptureSessionRecord } from '../../store/capture-sessions.ts';
import type { LivePhotoRecord } from '../../store/live-photo-store.ts';
import type { ApiEnv, Services } from '../context.ts';
import { idempotencyKey } from '../idempotency.ts';
import { type Gate, inspectMeasured } from '../inspect.ts';
import { refusalOf } from '../refusal.ts';
import { storePhoto } from '../store-photo.ts';
import type { UploadRequest } from '../upload-body.ts';
import { acceptedWith, findTwin, isoNow, outcomeOf, refuse, toPage } from './answer-capture.ts';
import { begin, newTry } from './begin-try.ts';
import { RefusedCaptureError } from './page-answer.ts';
import { assertUsable, sessionLimits } from './session-rules.ts';

/** @throws {LivePhotoError} why it is refused; `RefusedCaptureError` for what was found in it. */
export async function answerPhoto(
  services: Services,
  c: Context<ApiEnv>,
  session: CaptureSessionRecord,
  sent: UploadRequest,
  gate: Gate,
): Promise<LivePhotoRecord> {
  const request = { ...sent, bytes: keptFile(sent.bytes) };
  const requestKey = await requestKeyOf(c, request);
  const tries = await services.store.listTries(session);
  const earlier = tries.find((entry) => requestKey !== null && entry.requestKey === requestKey);
  if (earlier?.outcome?.accepted && session.livePhotoId) {
    const photo = await services.store.getLivePhoto(session, session.livePhotoId);
    if (photo) return photo;
  }
  assertAllowed(session, request);
  assertUsable(session, c.req.header('Origin'), services.clock());
  const fingerprint = await services.inspector.fingerprint(request.bytes, {
    signal: c.req.raw.signal,
    caller: c.get('caller'),
  });
  const twin = session.mode === 'live' ? findTwin(tries, fingerprint) : undefined;
  // It costs no try, and tells nothing new.
  if (twin) throw toPage(services, session, twin);

  const until = services.clock() + sessionLimits.challengeTime * 1000;
  const entry = newTry(services, [], until);
  if (!(await begin(services, c, session, entry, true))) {
    throw new LivePhotoError(
      'conflict',
      'Another photo of this session is being inspected: wait for its answer',
    );
  }
  const end = { fingerprint, requestKey };
  return gate
    .enter(() => judge(services, c, session, request, entry.id, end))
    .catch(async (error: unknown) => {
      // What could not be inspected or stored is no try.
      if (!(error instanceof RefusedCaptureError)) await services.store.abandonTry(session.id, entry.id);
      throw error;
    });
}

async function judge(
  services: Services,
  c: Context<ApiEnv>,
  session: CaptureSessionRecord,
  { bytes }: UploadRequest,
  tryId: string,
  end: { readonly fingerprint: string; readonly requestKey: string | null },
): Promise<LivePhotoRecord> {
  const { clientId, performLivenessCheck } = session;
  const report = await inspectMeasured(services, bytes, {
    performLivenessCheck,
    signal: c.req.raw.signal,
    caller: c.get('caller'),
    ...(session.policy ? { policy: session.policy } : {}),
  });
  const refusal = refusalOf(report);
  if (refusal && session.mode === 'live') {
    throw await refuse(services, c, session, { id: tryId }, outcomeOf(refusal, null, report), end);
  }
  const outcome = acceptedWith(null, report);
  return storePhoto(services, c, { clientId, performLivenessCheck, bytes }, report, undefined, {
    ...end,
    sessionId: session.id,
    tryId,
    at: isoNow(services),
    outcome,
  });
}

/** What the session fixed is not the page's to change. */
function assertAllowed(session: CaptureSessionRecord, request: UploadRequest): void {
  const forbid = (message: string, param: string) => new LivePhotoError('forbidden', message, { param });
  if (request.clientId !== undefined && request.clientId !== session.clientId) {
    throw forbid('This client token is for another client', 'clientId');
  }
  if (!request.performLivenessCheck && session.performLivenessCheck) {
    throw forbid(
      'Whether liveness is checked was fixed when the token was made: leave performLivenessCheck out',
      'performLivenessCheck',
    );
  }
  if (session.challenge !== 'none') {
    throw forbid(
      'This session asks for a turn of the head: answer its challenge at /v1/captureSessions/current/captures',
      'data',
    );
  }
}

/** The same request again, of this session alone. */
async function requestKeyOf(c: Context<ApiEnv>, { bytes }: UploadRequest): Promise<string | null> {
  const key = idempotencyKey(c);
  return key === undefined ? null : `${toHex(await sha256(bytes))} ${key}`;
}
