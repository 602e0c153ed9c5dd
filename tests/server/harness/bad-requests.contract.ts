/** Keys, paths, parameters and moments that callers get wrong: each time the documented answer. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ada, readSample } from './server.ts';
import { type ApiUnderTest, invalid, outline, type Watched } from './watched-server.ts';

const selfie = await readSample('selfie.jpg');
const data = selfie.toString('base64');
const missing = 'f'.repeat(24);

/** @param watched the server, on whatever runtime, once it runs. */
export function testBadRequests(watched: () => Watched<ApiUnderTest>): void {
  let server: ApiUnderTest;
  let keys: Watched<ApiUnderTest>['keys'];
  let clientId: string;
  let acknowledged: Watched<ApiUnderTest>['acknowledged'];
  let upload: Watched<ApiUnderTest>['upload'];
  beforeAll(() => {
    ({ server, keys, clientId, acknowledged, upload } = watched());
  });

  describe('keys', () => {
    it('answers 401 to a key that is missing, wrong, cut, or revoked, before the body is read', async () => {
      const { keyId, secret } = await keys.make();
      expect((await server.call('GET', '/v1/clients', { key: secret })).status).toBe(200);
      await keys.revoke(keyId);
      const wrong = [
        '',
        'Bearer',
        'live_',
        server.liveKey.slice(0, -1),
        server.liveKey.toUpperCase(),
        secret,
      ];
      for (const key of [...wrong, `${server.liveKey}x`, 'live_\u00e9']) {
        const answer = await upload({ clientId, data }, { key });
        expect(outline(answer)).toEqual({
          status: 401,
          type: 'unauthorized',
          message: "The 'Authorization' header is invalid",
        });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    });

    it('takes the key raw and as a bearer token', async () => {
      for (const key of [server.liveKey, `Bearer ${server.liveKey}`, `bearer  ${server.liveKey} `]) {
        expect((await server.call('GET', '/v1/clients', { key })).status).toBe(200);
      }
    });

    it('knows no client or photo of the other mode', async () => {
      const created = await upload({ clientId, data });
      acknowledged.add(created.json.id);
      const { testKey: key } = server;
      const invalidClient = {
        status: 404,
        type: 'resource_not_found',
        message: `Invalid client id '${clientId}'`,
      };
      expect(outline(await upload({ clientId, data }, { key }))).toEqual(invalidClient);
      expect(outline(await server.call('GET', `/v1/livePhotos?clientId=${clientId}`, { key }))).toEqual(
        invalidClient,
      );
      expect(outline(await server.call('DELETE', `/v1/clients/${clientId}`, { key }))).toEqual(invalidClient);
      const path = `/v1/livePhotos/${created.json.id}`;
      for (const [method, suffix] of [
        ['GET', ''],
        ['GET', '/download'],
        ['GET', '/inspections'],
        ['POST', '/redact'],
        ['DELETE', ''],
      ] as const) {
        const answer = await server.call(method, path + suffix, { key });
        expect(outline(answer)).toMatchObject({ status: 404, type: 'resource_not_found' });
      }
      expect((await server.call('GET', `${path}/download`)).status).toBe(200);
    });
  });

  describe('routes and parameters', () => {
    it('answers 404 to unknown paths, 405 with Allow to unknown methods', async () => {
      for (const path of [
        '/',
        '/v2/livePhotos',
        '/v1/livephotos',
        `/v1/livePhotos/${missing}/x`,
        '/..%2f',
        '/v1/%00',
      ]) {
        const answer = await server.call('GET', path);
        expect(outline(answer)).toMatchObject({ status: 404, type: 'resource_not_found' });
      }
      const cases = {
        'PUT /v1/livePhotos': 'POST, GET, HEAD',
        [`PATCH /v1/livePhotos/${missing}`]: 'GET, HEAD, DELETE',
        [`GET /v1/livePhotos/${missing}/redact`]: 'POST',
        'DELETE /healthz': 'GET, HEAD',
        'OPTIONS /v1/clients': 'POST, GET, HEAD',
      };
      for (const [call, allow] of Object.entries(cases)) {
        const [method, path] = call.split(' ') as [string, string];
        const answer = await server.call(method, path);
        expect(outline(answer)).toMatchObject({ status: 405, type: 'method_not_allowed' });
        expect(answer.headers.get('allow')).toBe(allow);
      }
    });

    it('takes doubled and trailing slashes, and JSON types without a body', async () => {
      const headers = { 'Content-Type': 'application/json' };
      const created = await server.call('POST', '/v1//livePhotos/', { body: { clientId, data } });
      expect(created.status).toBe(200);
      const path = `/v1//livePhotos/${created.json.id}/`;
      expect((await server.call('GET', path, { headers })).json).toEqual(created.json);
      expect((await server.call('GET', `/v1/livePhotos/?clientId=${clientId}`, { headers })).status).toBe(
        200,
      );
      const redact = await server.call('POST', `${path}/redact/`, { headers, body: 'null' });
      expect(outline(redact)).toEqual({ status: 200 });
      expect((await server.call('DELETE', path, { headers })).status).toBe(204);
    });

    it('refuses pages, sizes, dates and ids that are none', async () => {
      const list = (query: string) => server.call('GET', `/v1/livePhotos?clientId=${clientId}&${query}`);
      for (const [query, param] of [
        ['page=0', 'page'],
        ['page=-1', 'page'],
        ['page=1.5', 'page'],
        ['page=1e3', 'page'],
        ['page=99999999999999999999', 'page'],
        ['page=', 'page'],
        ['pageSize=0', 'pageSize'],
        ['pageSize=1001', 'pageSize'],
        ['createdAfter=yesterday', 'createdAfter'],
        ['createdBefore=2026-13-45', 'createdBefore'],
        ['updatedAfter=1', 'updatedAfter'],
        ['createdAfter=2026-02-31', 'createdAfter'],
        ['createdAfter=2026-02-30T00:00:00Z', 'createdAfter'],
        ['createdAfter=2026-05-04%20(May)', 'createdAfter'],
        ['createdAfter=2026-05-04%00', 'createdAfter'],
        ['createdAfter=2026-05-04T12:00:00++02:00', 'createdAfter'],
        ['createdAfter=2026-05-04+02:00', 'createdAfter'],
      ] as const) {
        expect(outline(await list(query))).toMatchObject({ status: 400, type: 'invalid_request', param });
      }
      // Midnight in UTC, wherever the server stands, and the same moment in another zone.
      const newest = (await upload({ clientId, data })).json;
      acknowledged.add(newest.id);
      for (const moment of [
        newest.createdAt,
        newest.createdAt.replace('Z', ''),
        '2020-02-29T12:00%2B05:30',
        '2020-02-29T12:00:00+05:30',
      ]) {
        const { status, json } = await list(`createdAfter=${moment}&pageSize=1`);
        expect([status, json.items?.[0]?.id === newest.id], moment).toEqual([200, moment.startsWith('2020')]);
      }
      expect((await list('page=9999999&pageSize=1000&createdAfter=2020-01-01')).json.items).toEqual([]);
      for (const id of ['x', missing.toUpperCase(), `${missing}0`, '%27%20OR%201=1', '..', '%F0%9F%98%80']) {
        for (const path of [`/v1/livePhotos/${id}`, `/v1/clients/${id}`, `/v1/livePhotos/${id}/download`]) {
          expect((await server.call('GET', path)).status).toBe(404);
        }
      }
    });

    it('takes odd headers', async () => {
      const odd = { 'Idempotency-Key': 'has space', 'X-Request-Id': '../../etc/passwd' };
      const answer = await upload({ clientId, data }, { headers: odd });
      expect(outline(answer)).toMatchObject({ status: 400, param: 'Idempotency-Key' });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{24}$/);
      const named = await server.call('GET', '/healthz', { headers: { 'X-Request-Id': 'mine-1' } });
      expect(named.headers.get('x-request-id')).toBe('mine-1');
    });
  });

  describe('races', () => {
    it('deletes once when two do it at once; redact then download is 404', async () => {
      const { json } = await upload({ clientId, data });
      const path = `/v1/livePhotos/${json.id}`;
      expect((await server.call('POST', `${path}/redact`)).status).toBe(200);
      expect((await server.call('POST', `${path}/redact`)).status).toBe(200);
      expect((await server.call('GET', `${path}/download`)).status).toBe(404);
      const both = await Promise.all([server.call('DELETE', path), server.call('DELETE', path)]);
      expect(both.map((answer) => answer.status).sort()).toEqual([204, 404]);
    });

    it('stores once for one Idempotency-Key, and refuses another body under it', async () => {
      const headers = { 'Idempotency-Key': 'order-66' };
      const answers = await Promise.all([1, 2, 3].map(() => server.upload(clientId, selfie, { headers })));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
      expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
      acknowledged.add(answers[0]!.json.id);
      const other = await server.upload(clientId, await readSample('sample1.jpg'), { headers });
      expect(outline(other)).toEqual(
        invalid('The Idempotency-Key was used for another upload', 'Idempotency-Key'),
      );
    });

    it('answers 503 with Retry-After to more uploads than it has room for, and stores the others', async () => {
      const answers = await Promise.all(Array.from({ length: 60 }, () => server.upload(clientId, selfie)));
      const stored = answers.filter((answer) => answer.status === 200);
      const refused = answers.filter((answer) => answer.status === 503);
      expect(stored.length + refused.length).toBe(60);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]!.headers.get('retry-after')).toBe('1');
      expect(refused[0]!.json.type).toBe('service_unavailable');
      for (const answer of stored) acknowledged.add(answer.json.id);
    });
  });

  it('logs no image, no key and nobody’s details', () => {
    const log = server.logLines.join('');
    expect(log).toContain('"route":"/v1/livePhotos"');
    for (const secret of [server.liveKey, server.testKey, ada.email, 'Lovelace', data.slice(1000, 1040)]) {
      expect(log).not.toContain(secret);
    }
  });
}
