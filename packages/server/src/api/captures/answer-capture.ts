/** The way of a capture through the server: held against its session, judged once, kept or forgotten. */
import {
  type Capture,
  type CaptureReport,
  type ImageContentType,
  type InspectionReport,
  keptFile,
  LivePhotoError,
  looksTheSame,
} from '@livephoto/core';
import type { Context } from 'hono';
import { fromBase64Url } from '../../encoding.ts';
import type { CaptureSessionRecord, CaptureTryRecord, TryOutcome } from '../../store/capture-sessions.ts';
import { auditEntry } from '../audit.ts';
import type { ApiEnv, Services } from '../context.ts';
import { idempotencyKey } from '../idempotency.ts';
import { type Gate, measureInspection } from '../inspect.ts';
import type { Intake } from '../intake.ts';
import { livenessCodes, type RefusedPhotoError, refusalOf } from '../refusal.ts';
import { storePhoto } from '../store-photo.ts';
import { type CaptureRequest, readCapture } from './capture-body.ts';
import { pageFindings, RefusedCaptureError } from './page-answer.ts';
import { asReplayed, cameBefore } from './replay.ts';
import { assertUsable, attemptsLeft, stateOf } from './session-rules.ts';
import { currentSession } from './token-session.ts';

type AnyCaptureReport = CaptureReport<ImageContentType | null>;

/** What a frame costs, in the megapixels of a photo. */
const costOfFrame = 0.4;
const costOfStill = 4;

/** Milliseconds by which a page's clock may run faster than ours over one track. */
const clockSlack = 3_000;

export interface CaptureAccepted {
  readonly session: CaptureSessionRecord;
  readonly livePhotoId: string;
}

/** @throws {LivePhotoError} why it is refused; `RefusedCaptureError` for what was found in it. */
export async function answerCapture(
  services: Services,
  c: Context<ApiEnv>,
  { intake, gate }: { readonly intake: Intake; readonly gate: Gate },
): Promise<CaptureAccepted> {
  const session = await currentSession(services, c);
  const sent = await readCapture(c.req.raw, () => intake.read(c, services.limits.uploadBody));
  const request = { ...sent, still: keptFile(sent.still) };
  const requestKey = requestKeyOf(c, request);
  const tries = await services.store.listTries(session);
  const earlier = tries.find((entry) => requestKey !== null && entry.requestKey === requestKey);
  if (earlier?.outcome) return again(services, session, earlier.outcome);
  assertUsable(session, c.req.header('Origin'), services.clock());
  if (session.challenge === 'none') {
    throw new LivePhotoError(
      'conflict',
      'This session takes a photo, not a capture: send it to /v1/livePhotos',
    );
  }
  const entry = tries.find(({ id }) => id === request.description.challenge);
  assertAnswers(session, entry, request, services.clock());
  await assertSigned(request, entry.nonce);
  assertSource(session, request);

  const claimed = await services.store.claimTry(session.id, entry.id, isoNow(services));
  if (!claimed) throw overConflict();
  try {
    return await gate.enter(() => judge(services, c, session, entry, tries, request, requestKey));
  } catch (error) {
    // What could not be judged may be sent again while the challenge lasts; what was refused is over.
    if (!(error instanceof RefusedCaptureError)) await services.store.releaseTry(session.id, entry.id);
    throw error;
  }
}

async function judge(
  services: Services,
  c: Context<ApiEnv>,
  session: CaptureSessionRecord,
  entry: CaptureTryRecord,
  tries: readonly CaptureTryRecord[],
  request: CaptureRequest,
  requestKey: string | null,
): Promise<CaptureAccepted> {
  const signals = request.description.signals ?? null;
  const turn = { signal: c.req.raw.signal, caller: c.get('caller') };
  const end = { fingerprint: await services.inspector.fingerprint(request.still, turn), requestKey };
  const twin = findTwin(tries, end.fingerprint);
  if (twin && session.mode === 'live') {
    throw await refuse(services, c, session, entry, { ...twin, signals, report: null }, end);
  }
  const capture: Capture = {
    still: { image: request.still, at: request.description.still.at },
    frames: request.frames.map((image, i) => ({ image, at: request.description.frames[i]!.at })),
  };
  const { prints = [], ...found } = await measureInspection(services, () =>
    services.inspector.inspectCapture(
      capture,
      { turns: entry.turns },
      { ...turn, prints: true, cost: costOf(request), ...(session.policy ? { policy: session.policy } : {}) },
    ),
  );
  const isNew = session.mode === 'test' || !(await cameBefore(services, session, entry.id, prints));
  const report = isNew ? found : asReplayed(found);
  const refusal = refusalOf(report);
  // As any upload with a test key: inspected, and never refused for what was found.
  if (refusal && session.mode === 'live') {
    throw await refuse(services, c, session, entry, outcomeOf(refusal, signals, report), end);
  }
  const photo = await storePhoto(
    services,
    c,
    { clientId: session.clientId, performLivenessCheck: true, bytes: request.still },
    ofFile(report),
    undefined,
    {
      ...end,
      sessionId: session.id,
      tryId: entry.id,
      at: isoNow(services),
      outcome: acceptedWith(signals, report),
    },
  );
  return { session: { ...session, state: 'accepted', livePhotoId: photo.id }, livePhotoId: photo.id };
}

/** Ends a try with what was found, and answers what the page hears of it. */
export async function refuse(
  services: Services,
  c: Context<ApiEnv>,
  session: CaptureSessionRecord,
  entry: Pick<CaptureTryRecord, 'id'>,
  outcome: TryOutcome,
  end: { readonly fingerprint: string | null; readonly requestKey: string | null },
): Promise<LivePhotoError> {
  const subject = { clientId: session.clientId, detail: outcome.type ?? 'refused' };
  const ended = await services.store.refuseTry(
    session,
    { ...end, sessionId: session.id, tryId: entry.id, outcome, at: isoNow(services) },
    {
      refused: auditEntry(services, c, 'captureSession.refuse', subject),
      locked: auditEntry(services, c, 'captureSession.lock', subject),
    },
  );
  if (!ended) return overConflict();
  const now = (await services.store.getCaptureSession(session, session.id)) ?? session;
  return toPage(services, now, outcome);
}

/** What the page hears of a try that ended, the first time and every further time. */
export function toPage(
  services: Services,
  session: CaptureSessionRecord,
  outcome: TryOutcome,
): LivePhotoError {
  return new RefusedCaptureError(
    { type: (outcome.type ?? 'liveness_check_failed') as RefusedPhotoError['type'] },
    pageFindings(outcome.findings, livenessCodes),
    { state: stateOf(session, services.clock()), attemptsLeft: attemptsLeft(session) },
  );
}

function again(services: Services, session: CaptureSessionRecord, outcome: TryOutcome): CaptureAccepted {
  if (!outcome.accepted) throw toPage(services, session, outcome);
  return { session, livePhotoId: session.livePhotoId ?? '' };
}

/** A try of the same session that was refused for a picture which looks like this one. */
export function findTwin(tries: readonly CaptureTryRecord[], fingerprint: string): TryOutcome | undefined {
  return (
    tries.find(
      (entry) =>
        entry.outcome?.accepted === false &&
        entry.fingerprint !== null &&
        looksTheSame(entry.fingerprint, fingerprint),
    )?.outcome ?? undefined
  );
}

export function outcomeOf(
  refusal: RefusedPhotoError,
  signals: unknown,
  report: AnyCaptureReport,
): TryOutcome {
  const { type, message, inspections } = refusal;
  return { accepted: false, type, message, findings: inspections, signals, report };
}

export function acceptedWith(signals: unknown, report: AnyCaptureReport): TryOutcome {
  return { accepted: true, type: null, message: null, findings: [], signals, report };
}

function assertAnswers(
  session: CaptureSessionRecord,
  entry: CaptureTryRecord | undefined,
  { description }: CaptureRequest,
  now: number,
): asserts entry is CaptureTryRecord {
  if (entry === undefined || session.runningTry !== entry.id || Date.parse(entry.expiresAt) <= now) {
    throw overConflict();
  }
  const times = [...description.frames, description.still].map(({ at }) => at);
  const span = Math.max(...times) - Math.min(...times);
  if (span > now - Date.parse(entry.startedAt) + clockSlack) {
    throw new LivePhotoError(
      'invalid_request',
      'The frames span more time than has passed since the challenge was drawn',
      { param: 'frames' },
    );
  }
}

async function assertSigned({ signed, signature }: CaptureRequest, nonce: string): Promise<void> {
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(nonce),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const given = /^[\w-]{43}$/.test(signature) ? fromBase64Url(signature) : new Uint8Array(0);
  if (await crypto.subtle.verify('HMAC', key, given, signed)) return;
  throw new LivePhotoError('invalid_request', 'signature: does not fit the capture and its challenge', {
    param: 'signature',
  });
}

function assertSource({ allowFiles }: CaptureSessionRecord, { description }: CaptureRequest): void {
  if (allowFiles || description.signals?.source !== 'file') return;
  throw new LivePhotoError('forbidden', 'This session takes pictures of a camera only, no files', {
    param: 'capture',
  });
}

/** The same request again, of this session alone. */
function requestKeyOf(c: Context<ApiEnv>, { fingerprint }: CaptureRequest): string | null {
  const key = idempotencyKey(c);
  return key === undefined ? null : `${fingerprint} ${key}`;
}

function overConflict(): LivePhotoError {
  return new LivePhotoError('conflict', 'This challenge is over or being judged: ask for the next one', {
    param: 'challenge',
  });
}

export function isoNow(services: Services): string {
  return new Date(services.clock()).toISOString();
}

function costOf({ frames }: CaptureRequest): number {
  return costOfStill + costOfFrame * frames.length;
}

/** Captures of the API are files. */
function ofFile(report: AnyCaptureReport): InspectionReport {
  return report as InspectionReport<ImageContentType>;
}
