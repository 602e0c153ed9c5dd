/** What a capture session allows, and how it is shown to the key that made it and to the page that holds its token. */
import { LivePhotoError } from '@livephoto/core';
import type { CaptureSessionRecord, CaptureTryRecord } from '../../store/capture-sessions.ts';
import { allowsOrigin } from './match-pattern.ts';

/** Seconds that a session may live, tries that it may allow, seconds that a challenge is good for. */
export const sessionLimits = {
  lifetime: { min: 60, default: 600, max: 3600 },
  attempts: { min: 1, default: 3, max: 10 },
  challengeTime: 90,
  origins: 20,
} as const;

export type SessionState = 'open' | 'accepted' | 'locked' | 'expired';

/** @param now milliseconds. */
export function stateOf(session: CaptureSessionRecord, now: number): SessionState {
  if (session.state !== 'open') return session.state;
  if (Date.parse(session.expiresAt) <= now) return 'expired';
  // The last try ran out without an answer.
  return attemptsLeft(session) === 0 && !isRunning(session, now) ? 'locked' : 'open';
}

export function attemptsLeft({ attempts, attemptsUsed }: CaptureSessionRecord): number {
  return attempts - attemptsUsed;
}

/** Whether a try is under way that can still be answered. */
export function isRunning({ runningTry, runningUntil }: CaptureSessionRecord, now: number): boolean {
  return runningTry !== null && runningUntil !== null && Date.parse(runningUntil) > now;
}

/**
 * @param origin the request's `Origin`.
 * @throws {LivePhotoError} `forbidden` for a page of another origin; why nothing can come of a session that is over.
 */
export function assertUsable(session: CaptureSessionRecord, origin: string | undefined, now: number): void {
  assertOrigin(session, origin);
  switch (stateOf(session, now)) {
    case 'accepted':
      throw new LivePhotoError('conflict', 'This session has its photo: its token is used up');
    case 'locked':
      throw new LivePhotoError(
        'session_locked',
        'No try is left in this session: ask for a new one where you came from',
      );
    case 'expired':
      throw new LivePhotoError(
        'unauthorized',
        'The session has expired: ask for a new one where you came from',
      );
    case 'open':
  }
}

export function assertOrigin({ origins }: CaptureSessionRecord, origin: string | undefined): void {
  if (origins.length === 0) return;
  if (origin !== undefined && origins.some((allowed) => allowsOrigin(allowed, origin))) return;
  throw new LivePhotoError('forbidden', 'This session is for pages of another origin');
}

/** For an API key. */
export function showSession(session: CaptureSessionRecord, now: number) {
  return {
    id: session.id,
    clientId: session.clientId,
    state: stateOf(session, now),
    challenge: session.challenge,
    turns: session.turns,
    attempts: session.attempts,
    attemptsLeft: attemptsLeft(session),
    performLivenessCheck: session.performLivenessCheck,
    allowFiles: session.allowFiles,
    policy: session.policy,
    origins: [...session.origins],
    livePhotoId: session.livePhotoId,
    createdAt: session.createdAt,
    expiresAt: session.expiresAt,
  };
}

/** For an API key. @param now milliseconds. */
export function showTry(entry: CaptureTryRecord, now: number) {
  const { outcome } = entry;
  return {
    number: entry.number,
    turns: [...entry.turns],
    startedAt: entry.startedAt,
    finishedAt: entry.finishedAt,
    outcome: outcome
      ? outcome.accepted
        ? 'accepted'
        : 'refused'
      : Date.parse(entry.expiresAt) > now
        ? 'running'
        : 'unanswered',
    type: outcome?.type ?? null,
    message: outcome?.message ?? null,
    findings: outcome ? [...outcome.findings] : [],
    signals: outcome?.signals ?? null,
    report: outcome?.report ?? null,
  };
}

/** For the page: nothing that was measured. */
export function showToPage(session: CaptureSessionRecord, now: number) {
  return {
    state: stateOf(session, now),
    challenge: session.challenge,
    turns: session.turns,
    attemptsLeft: attemptsLeft(session),
    allowFiles: session.allowFiles,
    expiresAt: session.expiresAt,
  };
}
