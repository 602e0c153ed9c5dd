/** Capture sessions: made and read with an API key, used with the token that they answer. */
import { isId, LivePhotoError, turnCount } from '@livephoto/core';
import { auditEntry } from '../audit.ts';
import { validate } from '../body.ts';
import { answerCapture } from '../captures/answer-capture.ts';
import { challengeOf } from '../captures/begin-try.ts';
import { captureForm } from '../captures/capture-body.ts';
import { createSession } from '../captures/create-session.ts';
import { attemptsLeft, sessionLimits, showSession, showToPage, showTry } from '../captures/session-rules.ts';
import {
  acceptedSchema,
  challengeSchema,
  createdSessionSchema,
  pageSessionSchema,
  refusedSchema,
  sessionBody,
  sessionSchema,
} from '../captures/session-schemas.ts';
import { currentSession } from '../captures/token-session.ts';
import type { Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { Gate } from '../inspect.ts';
import type { Intake } from '../intake.ts';
import { errorSchema } from '../schemas.ts';
import { capturePath } from '../studio.ts';

export function captureSessionEndpoints(services: Services, intake: Intake, gate: Gate): Endpoint[] {
  const { store, clock } = services;
  const tag = 'Capture sessions';
  return [
    endpoint({
      method: 'POST',
      path: '/v1/captureSessions',
      access: 'upload',
      tag,
      summary: 'Make a session in which a page takes the live photo of one client',
      description:
        'Fixes everything that a page must not choose, and answers the token with which the page does the rest.',
      body: { schema: sessionBody },
      answers: { 200: { description: 'The session and its token', schema: createdSessionSchema } },
      async handle({ c }) {
        const body = validate(sessionBody, await intake.readJson(c, services.limits.body));
        const challenge = body.challenge ?? 'turn';
        const { session, token } = await createSession(services, c, 'captureSession.create', {
          clientId: body.clientId,
          challenge,
          turns: challenge === 'none' ? 0 : (body.turns ?? turnCount.default),
          attempts: body.attempts ?? sessionLimits.attempts.default,
          performLivenessCheck: body.performLivenessCheck ?? true,
          allowFiles: body.allowFiles ?? false,
          policy: body.policy ?? null,
          origins: body.origins ?? [],
          lifetime: body.expiresIn ?? sessionLimits.lifetime.default,
        });
        return c.json({ ...showSession(session, clock()), token, url: pageOf(services, c.req.url, token) });
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/captureSessions/current',
      access: 'upload',
      tag,
      summary: 'What the page with this token may do',
      clientTokens: 'only',
      answers: { 200: { description: 'State and tries left', schema: pageSessionSchema } },
      async handle({ c }) {
        return c.json(showToPage(await currentSession(services, c), clock()));
      },
    }),
    endpoint({
      method: 'POST',
      path: '/v1/captureSessions/current/challenges',
      access: 'upload',
      tag,
      summary: 'Begin a try: draw its challenge',
      description:
        'A try that was begun counts, answered or not. Asked again while it runs, the same challenge is answered.',
      clientTokens: 'only',
      answers: {
        200: { description: 'What the person is to do', schema: challengeSchema },
        409: { description: 'The session has its photo, or asks for no turn', schema: errorSchema },
      },
      async handle({ c }) {
        const { begun, session } = await challengeOf(services, c, await currentSession(services, c));
        return c.json({
          id: begun.id,
          nonce: begun.nonce,
          turns: [...begun.turns],
          expiresAt: begun.expiresAt,
          attemptsLeft: attemptsLeft(session),
        });
      },
    }),
    endpoint({
      method: 'POST',
      path: '/v1/captureSessions/current/captures',
      access: 'upload',
      tag,
      summary: 'Answer the challenge: a photo, and the frames taken before it',
      clientTokens: 'only',
      body: { schema: captureForm, multipartOnly: true },
      stores: true,
      headers: { 'Idempotency-Key': 'The same key and body answer the same again, refusals too.' },
      answers: {
        200: { description: 'The photo is stored', schema: acceptedSchema },
        409: { description: 'The challenge is over or being judged', schema: errorSchema },
        422: { description: 'Refused: nothing of the pictures was kept', schema: refusedSchema },
      },
      async handle({ c }) {
        const { session, livePhotoId } = await answerCapture(services, c, { intake, gate });
        return c.json({
          state: 'accepted',
          attemptsLeft: attemptsLeft(session),
          livePhoto: { id: livePhotoId },
        });
      },
    }),
    endpoint({
      method: 'GET',
      path: '/v1/captureSessions/:id',
      access: 'read',
      tag,
      summary: 'A session with its tries: what was asked, seen and found',
      answers: { 200: { description: 'The session', schema: sessionSchema } },
      async handle({ c, key, id }) {
        const session = isId(id) ? await store.getCaptureSession(key, id) : undefined;
        if (!session) {
          throw new LivePhotoError('resource_not_found', `Invalid capture session id '${id.slice(0, 100)}'`);
        }
        await store.appendAudit(
          auditEntry(services, c, 'captureSession.read', { clientId: session.clientId }),
        );
        const tries = await store.listTries(session);
        return c.json({
          ...showSession(session, clock()),
          tries: tries.map((entry) => showTry(entry, clock())),
        });
      },
    }),
  ];
}

/** The address of this server's own page for a session; null where it has no pages. */
function pageOf({ studio, publicUrl }: Services, requested: string, token: string): string | null {
  return studio ? `${publicUrl ?? new URL(requested).origin}${capturePath}#${token}` : null;
}
