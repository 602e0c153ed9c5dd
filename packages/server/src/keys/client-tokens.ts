/** Client tokens: what a page holds instead of an API key. Signed, short-lived, good for one capture session. */
import { type Clock, type Ids, isId } from '@livephoto/core';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Mode } from '../store/live-photo-store.ts';
import type { Vault } from '../vault/vault.ts';
import type { ApiKey, KeyVerifier } from './api-keys.ts';

/** Seconds that a token may live. */
export const tokenLifetime = { min: 60, default: 600, max: 3600 } as const;

/** Who acts with a token: the API key that made it, for one client. */
export interface TokenHolder {
  readonly key: ApiKey;
  readonly clientId: string;
  readonly sessionId: string;
  /** The token's own id, for logs. */
  readonly tokenId: string;
}

/** `expired` is told apart, so that a page knows to ask for the next token. */
export type TokenCheck = TokenHolder | 'expired' | 'invalid';

export interface ClientTokens {
  /**
   * @param lifetime seconds.
   * @returns the token, a JWT, and when it ends: ISO 8601, UTC.
   */
  issue(
    key: ApiKey,
    subject: Pick<TokenHolder, 'clientId' | 'sessionId'>,
    lifetime: number,
  ): Promise<{ token: string; expiresAt: string }>;
  /** `invalid` as well when the API key that made it was revoked, or its master key is gone. */
  verify(token: string): Promise<TokenCheck>;
}

const type = 'client-token+jwt';
const algorithm = 'HS256';

/** What a token says; `sub` is the client. */
const claims = z.object({
  sub: z.string().refine(isId),
  jti: z.string(),
  sid: z.string().refine(isId),
  key: z.string(),
  mode: z.enum(['live', 'test'] satisfies Mode[]),
  scope: z.literal('livePhotos.create'),
});

/** Whether a text is shaped like a token, whoever signed it; API keys are not. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) && text.length <= 2048;
}

export function createClientTokens(
  vault: Pick<Vault, 'signingKey'>,
  keys: Pick<KeyVerifier, 'find'>,
  clock: Clock,
  ids: Ids,
): ClientTokens {
  return {
    async issue(key, { clientId, sessionId }, lifetime) {
      const signing = await vault.signingKey();
      if (!signing) throw new Error('The keyring has no current master key');
      const now = Math.floor(clock() / 1000);
      const token = await new SignJWT({
        key: key.id,
        mode: key.mode,
        scope: 'livePhotos.create',
        sid: sessionId,
      })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: signing.id })
        .setSubject(clientId)
        .setJti(ids())
        .setIssuedAt(now)
        .setExpirationTime(now + lifetime)
        .sign(signing.key);
      return { token, expiresAt: new Date((now + lifetime) * 1000).toISOString() };
    },

    async verify(token) {
      try {
        const { payload } = await jwtVerify(
          token,
          async ({ kid }) => {
            const signing = kid === undefined ? undefined : await vault.signingKey(kid);
            if (!signing) throw new errors.JWSInvalid('The master key is not in the keyring');
            return signing.key;
          },
          {
            algorithms: [algorithm],
            typ: type,
            currentDate: new Date(clock()),
            requiredClaims: ['exp'],
          },
        );
        const { sub, key: keyId, jti, mode, sid } = claims.parse(payload);
        const key = await keys.find(keyId);
        return key?.mode === mode ? { key, clientId: sub, tokenId: jti, sessionId: sid } : 'invalid';
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'expired';
        // Anything else, such as a database that is down, is no statement about the token.
        if (error instanceof errors.JOSEError || error instanceof z.ZodError) return 'invalid';
        throw error;
      }
    },
  };
}
