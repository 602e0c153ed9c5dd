/** Accounts and scopes, as callers meet them: what is another's does not exist, what a key may not do is said by name. */
import type { Grant, Scope } from '@livephoto/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../../packages/server/src/api/openapi/document.ts';
import { readSample } from './server.ts';
import type { ApiUnderTest, StartApi, StartedApi } from './watched-server.ts';

const selfie = await readSample('selfie.jpg');

/** @param start starts the server on some runtime. */
export function testAccounts(start: StartApi): void {
  let server: ApiUnderTest;
  let keys: StartedApi['keys'];
  let clientId: string;
  let photoId: string;

  beforeAll(async () => {
    // Keys are made beside the running server, as the command makes them.
    ({ server, keys } = await start());
    clientId = await server.createClient();
    photoId = (await server.upload(clientId, selfie)).json.id;
  });
  afterAll(() => server?.close());

  const makeKey = async (grant: Grant, mode: 'live' | 'test' = 'live') =>
    (await keys.make(mode, grant)).secret;

  describe('another account', () => {
    it.each(['live', 'test'] as const)('finds nothing, with a %s key', async (mode) => {
      const key = await makeKey({ account: `other-${mode}` }, mode);
      for (const [method, path, body] of [
        ['GET', `/v1/clients/${clientId}`],
        ['POST', `/v1/clients/${clientId}`, { email: 'eve@example.com' }],
        ['DELETE', `/v1/clients/${clientId}`],
        ['POST', '/v1/tokens', { clientId }],
        ['GET', `/v1/livePhotos?clientId=${clientId}`],
        ['GET', `/v1/livePhotos/${photoId}`],
        ['GET', `/v1/livePhotos/${photoId}/inspections`],
        ['GET', `/v1/livePhotos/${photoId}/download`],
        ['POST', `/v1/livePhotos/${photoId}/redact`],
        ['DELETE', `/v1/livePhotos/${photoId}`],
      ] as const) {
        const { status, json } = await server.call(method, path, { key, body });
        expect({ status, type: json?.type }, `${method} ${path}`).toEqual({
          status: 404,
          type: 'resource_not_found',
        });
      }
      expect((await server.upload(clientId, selfie, { key })).status).toBe(404);
      expect((await server.call('GET', '/v1/clients', { key })).json.totalItems).toBe(0);
      // Its audit log has what it did itself, and nothing of the others'.
      const { items } = (await server.call('GET', '/v1/auditLogs', { key })).json;
      expect(items.map(({ action }: { action: string }) => action)).toEqual(['client.list', 'key.create']);
      expect((await server.call('GET', `/v1/livePhotos/${photoId}/download`)).status).toBe(200);
    });

    it('shares its objects among its keys, and no Idempotency-Key with another', async () => {
      const [one, two, other] = await Promise.all(
        ['shared', 'shared', 'apart'].map((account) => makeKey({ account })),
      );
      const headers = { 'Idempotency-Key': 'the-same-for-all' };
      const shared = await server.createClient(one);
      expect((await server.call('GET', `/v1/clients/${shared}`, { key: two! })).status).toBe(200);
      const photo = await server.upload(shared, selfie, { key: one!, headers });
      expect(photo.status).toBe(200);
      expect((await server.upload(shared, selfie, { key: one!, headers })).json.id).toBe(photo.json.id);
      const apart = await server.createClient(other);
      const theirs = await server.upload(apart, selfie, { key: other!, headers });
      expect(theirs.status).toBe(200);
      expect(theirs.json.id).not.toBe(photo.json.id);
    });

    it('uploads with a token for its own clients alone', async () => {
      const key = await makeKey({ account: 'with-tokens' });
      const own = await server.createClient(key);
      const { token } = (await server.call('POST', '/v1/tokens', { key, body: { clientId: own } })).json;
      const uploaded = await server.upload(own, selfie, { key: token });
      expect(uploaded.status).toBe(200);
      expect((await server.call('GET', `/v1/livePhotos/${uploaded.json.id}`, { key })).status).toBe(200);
      expect((await server.call('GET', `/v1/livePhotos/${uploaded.json.id}`)).status).toBe(404);
    });
  });

  describe('scopes', () => {
    /** What each endpoint needs, with a request that would do no harm. */
    const needed: Readonly<Record<string, Scope>> = {
      'GET /v1/clients': 'read',
      'POST /v1/clients': 'upload',
      'GET /v1/clients/{id}': 'read',
      'POST /v1/clients/{id}': 'upload',
      'DELETE /v1/clients/{id}': 'erase',
      'GET /v1/livePhotos': 'read',
      'POST /v1/livePhotos': 'upload',
      'GET /v1/livePhotos/{id}': 'read',
      'GET /v1/livePhotos/{id}/inspections': 'read',
      'GET /v1/livePhotos/{id}/download': 'read',
      'POST /v1/livePhotos/{id}/redact': 'erase',
      'DELETE /v1/livePhotos/{id}': 'erase',
      'POST /v1/tokens': 'upload',
      'POST /v1/inspections': 'upload',
      'GET /v1/auditLogs': 'admin',
      'GET /readyz': 'admin',
      'GET /metrics': 'admin',
    };

    it('open what they name, and nothing else', async () => {
      const nobody = '0'.repeat(24);
      const hasMetrics = '/metrics' in (await server.call('GET', '/openapi.json')).json.paths;
      for (const scope of ['upload', 'read', 'erase', 'admin'] as const) {
        const key = await makeKey({ scopes: [scope] });
        for (const [endpoint, wants] of Object.entries(needed)) {
          const [method = '', path = ''] = endpoint.split(' ');
          // Workers have none: Cloudflare counts.
          if (path === '/metrics' && !hasMetrics) continue;
          const { status, json } = await server.call(method, path.replace('{id}', nobody), { key });
          if (wants === scope) expect([200, 400, 404], endpoint).toContain(status);
          else {
            const message = `This API key does not have the scope '${wants}'`;
            expect({ status, json }, endpoint).toEqual({ status: 403, json: { type: 'forbidden', message } });
          }
        }
        expect((await server.call('GET', '/healthz', { key })).status).toBe(200);
      }
    });

    it('stand in the document, for every endpoint that needs a key', async () => {
      const { paths } = (await server.call('GET', '/openapi.json')).json as OpenApiDocument;
      for (const [path, operations] of Object.entries(paths)) {
        for (const [method, { security, description = '' }] of Object.entries(operations)) {
          const scope = /Needs a key with the scope `(\w+)`/.exec(description)?.[1];
          const endpoint = `${method.toUpperCase()} ${path}`;
          if (security.length === 0) expect(scope, endpoint).toBeUndefined();
          else expect(['upload', 'read', 'erase', 'admin'], endpoint).toContain(scope);
          if (endpoint in needed) expect(scope).toBe(needed[endpoint]);
        }
      }
    });

    it('are asked for before a body is taken in, and the attempt is written down', async () => {
      const key = await makeKey({ account: 'reader', scopes: ['read'] });
      const body = new Uint8Array(20 * 1024 * 1024);
      expect((await server.upload(clientId, body, { key })).status).toBe(403);
      const admin = await makeKey({ account: 'reader', scopes: ['admin'] });
      const { items } = (await server.call('GET', '/v1/auditLogs?action=access.deny', { key: admin })).json;
      expect(items).toMatchObject([{ action: 'access.deny', detail: 'upload: POST /v1/livePhotos' }]);
    });

    it('make no token without upload, and let a token do no more than its key', async () => {
      const reads = await makeKey({ scopes: ['read', 'erase', 'admin'] });
      expect((await server.call('POST', '/v1/tokens', { key: reads, body: { clientId } })).status).toBe(403);
      const uploads = await makeKey({ scopes: ['upload'] });
      const { token } = (await server.call('POST', '/v1/tokens', { key: uploads, body: { clientId } })).json;
      expect((await server.upload(clientId, selfie, { key: token })).status).toBe(200);
      expect((await server.call('GET', `/v1/clients/${clientId}`, { key: token })).status).toBe(403);
    });
  });

  it('a key ends when it says, and its tokens with it', async () => {
    const expiresAt = new Date(Date.now() + 2500).toISOString();
    const key = await makeKey({ expiresAt });
    expect((await server.call('GET', '/v1/clients', { key })).status).toBe(200);
    const { token } = (await server.call('POST', '/v1/tokens', { key, body: { clientId } })).json;
    await new Promise((resolve) => setTimeout(resolve, Date.parse(expiresAt) - Date.now() + 50));
    const over = await server.call('GET', '/v1/clients', { key });
    expect(over).toMatchObject({ status: 401, json: { message: 'The API key has expired' } });
    expect((await server.upload(clientId, selfie, { key: token })).status).toBe(401);
  });
}
