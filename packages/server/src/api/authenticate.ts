/** Who is calling: the holder of an API key, or a page with a client token. */
import { LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import { looksLikeToken } from '../keys/client-tokens.ts';
import type { Scope } from '../keys/scopes.ts';
import { auditEntry } from './audit.ts';
import type { ApiEnv, Services } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import type { Caller } from './rate-limit.ts';

/**
 * Sets `key`, and `token` when there is one.
 * @returns whom the request is counted for.
 * @throws {LivePhotoError} `unauthorized`; `forbidden` for a token where only a key will do.
 */
export async function authenticate(
  services: Services,
  c: Context<ApiEnv>,
  { clientTokens }: Pick<Endpoint, 'clientTokens'>,
): Promise<Caller> {
  const credential = (c.req.header('Authorization') ?? '').replace(/^Bearer\s+/i, '').trim();
  if (looksLikeToken(credential)) return withToken(services, c, credential, Boolean(clientTokens));
  const key = await services.keys.verify(credential);
  if (key === 'expired') throw await notLetIn(services, c, credential, 'The API key has expired');
  if (!key) throw await notLetIn(services, c, credential, "The 'Authorization' header is invalid");
  c.set('key', key);
  Object.assign(c.get('logFields'), { keyId: key.id, account: key.account, mode: key.mode });
  return key;
}

/**
 * Holds the key, or the one that made the token, against what the endpoint needs. An attempt is written down.
 * @throws {LivePhotoError} `forbidden`, naming the scope.
 */
export async function authorize(services: Services, c: Context<ApiEnv>, scope: Scope): Promise<void> {
  if (c.get('key').scopes.includes(scope)) return;
  try {
    const detail = `${scope}: ${c.req.method} ${c.get('route')}`;
    await services.store.appendAudit(auditEntry(services, c, 'access.deny', { detail }));
  } catch (error) {
    // It is denied either way.
    services.log.warn(
      { requestId: c.get('requestId'), err: error },
      'denied access could not be written down',
    );
  }
  throw new LivePhotoError('forbidden', `This API key does not have the scope '${scope}'`);
}

async function withToken(
  services: Services,
  c: Context<ApiEnv>,
  credential: string,
  allowed: boolean,
): Promise<Caller> {
  const holder = await services.tokens.verify(credential);
  if (holder === 'expired') {
    throw await notLetIn(services, c, credential, 'The client token has expired: ask for a new one');
  }
  if (holder === 'invalid') throw await notLetIn(services, c, credential, 'The client token is invalid');
  const { key, clientId, tokenId } = holder;
  Object.assign(c.get('logFields'), { keyId: key.id, account: key.account, mode: key.mode, tokenId });
  if (!allowed) {
    throw new LivePhotoError('forbidden', 'A client token only uploads live photos: this needs an API key');
  }
  c.set('key', key);
  c.set('token', holder);
  // Counted by client, so that no page can use up what the key's own calls need, however many tokens it gets.
  return { id: `${key.id}/${clientId}`, mode: key.mode };
}

async function notLetIn(
  services: Services,
  c: Context<ApiEnv>,
  credential: string,
  message: string,
): Promise<LivePhotoError> {
  // A request without any is no attempt.
  if (credential !== '') await services.noteFailedLogin(c.get('requestId'));
  return new LivePhotoError('unauthorized', message);
}
