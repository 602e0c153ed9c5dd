/** The session that a token stands for. */
import { LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import type { CaptureSessionRecord } from '../../store/capture-sessions.ts';
import type { ApiEnv, Services } from '../context.ts';
import { assertOrigin } from './session-rules.ts';

/** @throws {LivePhotoError} `forbidden` without a token, or for a page of another origin; `unauthorized` when it is gone. */
export async function currentSession(services: Services, c: Context<ApiEnv>): Promise<CaptureSessionRecord> {
  const token = c.get('token');
  if (!token) {
    throw new LivePhotoError('forbidden', "This is for the holder of a session's token, not for an API key");
  }
  const session = await services.store.getCaptureSession(token.key, token.sessionId);
  if (!session)
    throw new LivePhotoError('unauthorized', 'The session of this token is gone: ask for a new one');
  assertOrigin(session, c.req.header('Origin'));
  return session;
}
