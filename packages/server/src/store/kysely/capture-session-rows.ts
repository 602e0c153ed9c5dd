/** Rows of capture sessions and their tries to records, and back. */
import type { PolicyName, TurnDirection } from '@livephoto/core';
import type { Selectable } from 'kysely';
import type { TextKey } from '../../vault/vault.ts';
import type { CaptureSessionRecord, CaptureTryRecord, TryEnd, TryOutcome } from '../capture-sessions.ts';
import type { CaptureSessionsTable, CaptureTriesTable } from '../schema.ts';

/** What a sealed outcome belongs to. */
const outcomeOf = (tryId: string) => `captureTry/${tryId}/outcome`;

export function toSession(row: Selectable<CaptureSessionsTable>): CaptureSessionRecord {
  return {
    id: row.id,
    account: row.account,
    mode: row.mode,
    clientId: row.client_id,
    challenge: row.challenge,
    turns: row.turns,
    attempts: row.attempts,
    attemptsUsed: row.attempts_used,
    performLivenessCheck: row.perform_liveness_check === 1,
    allowFiles: row.allow_files === 1,
    policy: row.policy as PolicyName | null,
    origins: JSON.parse(row.origins) as string[],
    state: row.state,
    livePhotoId: row.live_photo_id,
    runningTry: row.running_try,
    runningUntil: row.running_until,
    claimed: row.claimed === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
  };
}

export function fromSession(session: CaptureSessionRecord): Selectable<CaptureSessionsTable> {
  return {
    id: session.id,
    account: session.account,
    mode: session.mode,
    client_id: session.clientId,
    challenge: session.challenge,
    turns: session.turns,
    attempts: session.attempts,
    attempts_used: session.attemptsUsed,
    perform_liveness_check: session.performLivenessCheck ? 1 : 0,
    allow_files: session.allowFiles ? 1 : 0,
    policy: session.policy,
    origins: JSON.stringify(session.origins),
    state: session.state,
    live_photo_id: session.livePhotoId,
    running_try: session.runningTry,
    running_until: session.runningUntil,
    claimed: session.claimed ? 1 : 0,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    expires_at: session.expiresAt,
  };
}

/** @param key of the client, where a try has its outcome. */
export async function toTry(
  row: Selectable<CaptureTriesTable>,
  key: TextKey | undefined,
): Promise<CaptureTryRecord> {
  const outcome = row.outcome === null ? undefined : await key?.open(row.outcome, outcomeOf(row.id));
  return {
    id: row.id,
    sessionId: row.session_id,
    number: row.number,
    turns: row.turns === '' ? [] : (row.turns.split(',') as TurnDirection[]),
    nonce: row.nonce,
    startedAt: row.started_at,
    expiresAt: row.expires_at,
    finishedAt: row.finished_at,
    fingerprint: row.fingerprint,
    requestKey: row.request_key,
    outcome: outcome === undefined ? null : (JSON.parse(outcome) as TryOutcome),
  };
}

export type EndedColumns = Awaited<ReturnType<typeof endedColumns>>;

/** What ends a try's row; the outcome is sealed as the reports of photos are. */
export async function endedColumns(key: TextKey, { tryId, outcome, at, fingerprint, requestKey }: TryEnd) {
  return {
    finished_at: at,
    fingerprint,
    request_key: requestKey,
    outcome: await key.seal(JSON.stringify(outcome), outcomeOf(tryId)),
  };
}
