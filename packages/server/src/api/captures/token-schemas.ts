/** The shapes of client tokens: what is asked for, and what is answered. */
import { z } from 'zod';
import { tokenLifetime } from '../../keys/client-tokens.ts';
import { clientId, givenClientId, id, timestamp } from '../schemas.ts';
import { originsOfPattern } from './match-pattern.ts';

const notPattern = 'must be a match pattern such as https://shop.example/*';
const matchPattern = z.string({ error: notPattern }).transform((text, { addIssue }) => {
  const origins = originsOfPattern(text);
  if (origins) return origins;
  addIssue(notPattern);
  return z.NEVER;
});

const lifetimeRange = `must be a whole number from ${tokenLifetime.min} to ${tokenLifetime.max}`;
export const tokenBody = z
  .object({
    clientId: givenClientId,
    expiresIn: z
      .int({ error: lifetimeRange })
      .min(tokenLifetime.min, lifetimeRange)
      .max(tokenLifetime.max, lifetimeRange)
      .nullish()
      .describe(`Seconds; ${tokenLifetime.default} when left out.`),
    referrer: matchPattern
      .nullish()
      .describe(
        'The pages that may use it, as a match pattern; every page, and programs too, when left out. Its path counts for nothing.',
      )
      .meta({ examples: ['https://shop.example/*'] }),
  })
  .meta({ id: 'ClientTokenRequest' });

export const exampleToken = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTk4YzdhNCJ9.X1oWc2lnbmF0dXJl';
export const tokenSchema = z
  .object({
    token: z
      .string()
      .describe('A JSON Web Token.')
      .meta({ examples: [exampleToken] }),
    clientId,
    sessionId: id.describe('For `GET /v1/captureSessions/{id}`.'),
    expiresAt: timestamp,
  })
  .meta({ id: 'ClientToken' });
