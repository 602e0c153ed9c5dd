/** Makes a capture session and its token. */
import type { Context } from 'hono';
import type { CaptureSessionRecord } from '../../store/capture-sessions.ts';
import { auditEntry } from '../audit.ts';
import { findClient } from '../clients.ts';
import type { ApiEnv, Services } from '../context.ts';

/** What a session is asked for, with nothing left out. */
export type SessionRequest = Pick<
  CaptureSessionRecord,
  | 'clientId'
  | 'challenge'
  | 'turns'
  | 'attempts'
  | 'performLivenessCheck'
  | 'allowFiles'
  | 'policy'
  | 'origins'
> & {
  /** Seconds. */
  readonly lifetime: number;
};

/** @throws {LivePhotoError} `resource_not_found` when there is no such client. */
export async function createSession(
  services: Services,
  c: Context<ApiEnv>,
  action: 'captureSession.create' | 'token.create',
  { lifetime, ...request }: SessionRequest,
): Promise<{ readonly session: CaptureSessionRecord; readonly token: string }> {
  const key = c.get('key');
  await findClient(services, key, request.clientId);
  const id = services.ids();
  const { token, expiresAt } = await services.tokens.issue(key, { ...request, sessionId: id }, lifetime);
  const now = new Date(services.clock()).toISOString();
  const session: CaptureSessionRecord = {
    ...request,
    id,
    account: key.account,
    mode: key.mode,
    attemptsUsed: 0,
    state: 'open',
    livePhotoId: null,
    runningTry: null,
    runningUntil: null,
    claimed: false,
    createdAt: now,
    updatedAt: now,
    expiresAt,
  };
  await services.store.createCaptureSession(
    session,
    auditEntry(services, c, action, { clientId: request.clientId }),
  );
  return { session, token };
}
