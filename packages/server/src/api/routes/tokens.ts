/** Client tokens: what a server gives its pages, so that no API key is ever in one. */
import { tokenLifetime } from '../../keys/client-tokens.ts';
import { validate } from '../body.ts';
import { createSession } from '../captures/create-session.ts';
import { sessionLimits } from '../captures/session-rules.ts';
import { tokenBody, tokenSchema } from '../captures/token-schemas.ts';
import type { Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { Intake } from '../intake.ts';

/** What a token has always been good for, as a session. */
const onePhoto = {
  challenge: 'none',
  turns: 0,
  attempts: sessionLimits.attempts.default,
  performLivenessCheck: true,
  allowFiles: true,
  policy: null,
} as const;

export function tokenEndpoints(services: Services, intake: Intake): Endpoint[] {
  return [
    endpoint({
      method: 'POST',
      path: '/v1/tokens',
      access: 'upload',
      tag: 'Client tokens',
      summary: 'Make a token with which a page may upload the live photos of one client',
      description:
        'A capture session without a challenge. Sent as `Authorization: <token>`, it is good for one live photo of that ' +
        'client, `POST /v1/livePhotos`, in three tries. It ends by itself, and with the API key that made it.',
      body: { schema: tokenBody },
      answers: { 200: { description: 'The token, shown this once', schema: tokenSchema } },
      async handle({ c }) {
        const body = await intake.readJson(c, services.limits.body);
        const { clientId, expiresIn, referrer } = validate(tokenBody, body);
        const { session, token } = await createSession(services, c, 'token.create', {
          ...onePhoto,
          clientId,
          origins: referrer ?? [],
          lifetime: expiresIn ?? tokenLifetime.default,
        });
        return c.json({ token, clientId, expiresAt: session.expiresAt, sessionId: session.id });
      },
    }),
  ];
}
