/** Client tokens: what a server gives its pages, so that no API key is ever in one. */
import { tokenLifetime } from '../../keys/client-tokens.ts';
import { auditEntry } from '../audit.ts';
import { parseJson, validate } from '../body.ts';
import { findClient } from '../clients.ts';
import type { Services } from '../context.ts';
import { type Endpoint, endpoint } from '../endpoint.ts';
import type { Intake } from '../intake.ts';
import { tokenBody, tokenSchema } from '../schemas.ts';

export function tokenEndpoints(services: Services, intake: Intake): Endpoint[] {
  return [
    endpoint({
      method: 'POST',
      path: '/v1/tokens',
      access: 'upload',
      tag: 'Client tokens',
      summary: 'Make a token with which a page may upload the live photos of one client',
      description:
        'Sent as `Authorization: <token>`, it is good for `POST /v1/livePhotos` of that client and for nothing ' +
        'else. It ends by itself, and with the API key that made it.',
      body: { schema: tokenBody },
      answers: { 200: { description: 'The token, shown this once', schema: tokenSchema } },
      async handle({ c, key }) {
        const body = parseJson(await intake.read(c, services.limits.body));
        const { clientId, expiresIn } = validate(tokenBody, body);
        await findClient(services, key, clientId);
        const issued = await services.tokens.issue(key, clientId, expiresIn ?? tokenLifetime.default);
        await services.store.appendAudit(auditEntry(services, c, 'token.create', { clientId }));
        return c.json({ token: issued.token, clientId, expiresAt: issued.expiresAt });
      },
    }),
  ];
}
