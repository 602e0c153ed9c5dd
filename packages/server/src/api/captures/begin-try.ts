/** Begins a try: draws its challenge, and counts it in the same step. */
import { drawChallenge, LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import { toBase64Url } from '../../encoding.ts';
import type { CaptureSessionRecord, CaptureTryRecord } from '../../store/capture-sessions.ts';
import { auditEntry } from '../audit.ts';
import type { ApiEnv, Services } from '../context.ts';
import { assertUsable, isRunning, sessionLimits } from './session-rules.ts';

export type BegunTry = Pick<CaptureTryRecord, 'id' | 'turns' | 'nonce' | 'startedAt' | 'expiresAt'>;

/** The challenge of the try that is under way, or of a new one. Nobody draws until one suits them. */
export async function challengeOf(
  services: Services,
  c: Context<ApiEnv>,
  session: CaptureSessionRecord,
): Promise<{ readonly begun: BegunTry; readonly session: CaptureSessionRecord }> {
  if (session.challenge === 'none') {
    assertUsable(session, c.req.header('Origin'), services.clock());
    throw new LivePhotoError('conflict', 'This session asks for a photo alone: send it to /v1/livePhotos');
  }
  const running = await runningTry(services, session);
  if (running) return { begun: running, session };
  assertUsable(session, c.req.header('Origin'), services.clock());
  const until = Math.min(
    services.clock() + sessionLimits.challengeTime * 1000,
    Date.parse(session.expiresAt),
  );
  const begun = newTry(services, drawChallenge(session.turns).turns, until);
  const counted = await begin(services, c, session, begun, false);
  const now = (await services.store.getCaptureSession(session, session.id)) ?? session;
  if (counted) return { begun, session: now };
  // Another request began one at the same moment, or took the last.
  const others = await runningTry(services, now);
  if (others) return { begun: others, session: now };
  if (isRunning(now, services.clock())) {
    throw new LivePhotoError(
      'conflict',
      'A capture of this session is being judged: wait for its answer, or ask again when its challenge has ended',
    );
  }
  throw new LivePhotoError('session_locked', 'No try is left in this session');
}

/** @returns false when another try is under way, none is left, or the session is over. */
export function begin(
  services: Services,
  c: Context<ApiEnv>,
  session: CaptureSessionRecord,
  begun: BegunTry,
  claim: boolean,
): Promise<boolean> {
  const audit = auditEntry(services, c, 'captureSession.try', { clientId: session.clientId });
  return services.store.beginTry(session, begun, claim, audit);
}

/** @param until milliseconds. */
export function newTry(services: Services, turns: BegunTry['turns'], until: number): BegunTry {
  return {
    id: services.ids(),
    turns,
    nonce: toBase64Url(crypto.getRandomValues(new Uint8Array(32))),
    startedAt: new Date(services.clock()).toISOString(),
    expiresAt: new Date(until).toISOString(),
  };
}

async function runningTry(
  services: Services,
  session: CaptureSessionRecord,
): Promise<CaptureTryRecord | undefined> {
  if (session.state !== 'open' || session.claimed || !isRunning(session, services.clock())) return undefined;
  return (await services.store.listTries(session)).find(({ id }) => id === session.runningTry);
}
