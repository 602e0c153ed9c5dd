/** Client tokens as pages use them: what they open, what they do not, and how browsers of other origins get there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSample } from './server.ts';
import {
  type ApiUnderTest,
  invalid,
  outline,
  type StartApi,
  type Watched,
  watchApi,
} from './watched-server.ts';

const selfie = await readSample('selfie.jpg');
const missing = 'f'.repeat(24);

/** @param start starts a server on some runtime. */
export function testClientTokens(start: StartApi): void {
  const watched = watchApi(() => start({ LIVEPHOTO_REQUEST_TIMEOUT: '2' }));
  let server: ApiUnderTest;
  let keys: Watched<ApiUnderTest>['keys'];
  let clientId: string;
  let acknowledged: Watched<ApiUnderTest>['acknowledged'];
  beforeAll(() => {
    ({ server, keys, clientId, acknowledged } = watched());
  });

  const makeToken = async (body: object = {}, key = server.liveKey): Promise<string> => {
    const answer = await server.call('POST', '/v1/tokens', { key, body: { clientId, ...body } });
    expect(answer.status).toBe(200);
    return answer.json.token;
  };

  describe('making one', () => {
    it('answers the token, its client and its end, and writes who made it into the audit log', async () => {
      const before = Date.now();
      const answer = await server.call('POST', '/v1/tokens', { body: { clientId } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.json).toEqual({
        token: expect.any(String),
        clientId,
        sessionId: expect.stringMatching(/^[0-9a-f]{24}$/),
        expiresAt: expect.any(String),
      });
      expect(Math.abs(Date.parse(answer.json.expiresAt) - before - 600_000)).toBeLessThan(10_000);
      const log = await server.call(
        'GET',
        `/v1/auditLogs?action=token.create&clientId=${clientId}&pageSize=1`,
      );
      expect(log.json.items).toMatchObject([{ clientId, requestId: answer.headers.get('x-request-id') }]);
      expect(server.logLines.join('')).not.toContain(answer.json.token);
    });

    it('takes a lifetime of one minute to one hour, and an existing client', async () => {
      const { json } = await server.call('POST', '/v1/tokens', { body: { clientId, expiresIn: 3600 } });
      expect(Date.parse(json.expiresAt) - Date.now()).toBeGreaterThan(3_590_000);
      const range = 'expiresIn: must be a whole number from 60 to 3600';
      for (const expiresIn of [59, 3601, 0, -1, 60.5, '600', true]) {
        const answer = await server.call('POST', '/v1/tokens', { body: { clientId, expiresIn } });
        expect(outline(answer)).toEqual(invalid(range, 'expiresIn'));
      }
      const nobody = await server.call('POST', '/v1/tokens', { body: {} });
      expect(outline(nobody)).toEqual(invalid('clientId: is required', 'clientId'));
      for (const [id, key] of [
        [missing, server.liveKey],
        [clientId, server.testKey],
      ] as const) {
        const answer = await server.call('POST', '/v1/tokens', { key, body: { clientId: id } });
        expect(outline(answer)).toEqual({
          status: 404,
          type: 'resource_not_found',
          message: `Invalid client id '${id}'`,
        });
      }
    });
  });

  describe('using one', () => {
    it('uploads for its client, in every form, raw and as a bearer token', async () => {
      const form = new FormData();
      form.set('clientId', clientId);
      form.set('data', new Blob([new Uint8Array(selfie)], { type: 'image/jpeg' }));
      const answers = [
        await server.upload(clientId, selfie, { key: await makeToken() }),
        await server.upload(clientId, selfie, { key: `Bearer ${await makeToken()}` }),
        await server.call('POST', '/v1/livePhotos/', {
          key: await makeToken(),
          body: { clientId, data: selfie.toString('base64') },
        }),
        await server.call('POST', '/v1/livePhotos', { key: await makeToken(), body: form }),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(200);
        expect(answer.json).toMatchObject({ clientId, size: selfie.length });
        acknowledged.add(answer.json.id);
      }
    });

    it('is for the pages that its referrer names alone, as a match pattern', async () => {
      const answer = await server.call('POST', '/v1/tokens', {
        body: { clientId, referrer: 'https://*.shop.example/selfie/*', appId: null },
      });
      const { token: key, sessionId } = answer.json;
      const session = await server.call('GET', `/v1/captureSessions/${sessionId}`);
      expect(session.json.origins).toEqual(['https://*.shop.example:*']);
      for (const headers of [{}, { Origin: 'https://shop.example.evil.test' }, { Origin: 'null' }]) {
        const refused = await server.upload(clientId, selfie, { key, headers });
        expect(outline(refused)).toMatchObject({ status: 403, type: 'forbidden' });
      }
      const taken = await server.upload(clientId, selfie, {
        key,
        headers: { Origin: 'https://www.shop.example' },
      });
      expect(taken.status).toBe(200);
      acknowledged.add(taken.json.id);
      const wrong = await server.call('POST', '/v1/tokens', { body: { clientId, referrer: 'shop.example' } });
      expect(outline(wrong)).toEqual(
        invalid('referrer: must be a match pattern such as https://shop.example/*', 'referrer'),
      );
      const everyPage = await makeToken({ referrer: '*://*/*' });
      const anywhere = await server.upload(clientId, selfie, { key: everyPage });
      expect(anywhere.status).toBe(200);
      acknowledged.add(anywhere.json.id);
    });

    it('is good for one photo, and says what became of its session', async () => {
      const { json } = await server.call('POST', '/v1/tokens', { body: { clientId } });
      const first = await server.upload(clientId, selfie, { key: json.token });
      expect(first.status).toBe(200);
      acknowledged.add(first.json.id);
      const second = await server.upload(clientId, selfie, { key: json.token });
      expect(outline(second)).toMatchObject({ status: 409, type: 'conflict' });
      const session = await server.call('GET', `/v1/captureSessions/${json.sessionId}`);
      expect(session.json).toMatchObject({
        state: 'accepted',
        challenge: 'none',
        livePhotoId: first.json.id,
        tries: [{ outcome: 'accepted' }],
      });
    });

    it('never leaves liveness out', async () => {
      const token = await makeToken();
      for (const answer of [
        await server.call('POST', `/v1/livePhotos?clientId=${clientId}&performLivenessCheck=false`, {
          key: token,
          body: selfie,
          headers: { 'Content-Type': 'image/jpeg' },
        }),
        await server.call('POST', '/v1/livePhotos', {
          key: token,
          body: { clientId, data: selfie.toString('base64'), performLivenessCheck: false },
        }),
      ]) {
        expect(outline(answer)).toMatchObject({
          status: 403,
          type: 'forbidden',
          param: 'performLivenessCheck',
        });
      }
    });

    it('has three tries, tells no figure, and is locked after them', async () => {
      const { json } = await server.call('POST', '/v1/tokens', { body: { clientId } });
      const send = (bytes: Uint8Array) => server.upload(clientId, bytes, { key: json.token });
      const refused = async (name: string) => (await send(await readSample(name))).json;
      const first = await refused('masked.jpg');
      expect(first).toMatchObject({ type: 'face_obstructed', state: 'open', attemptsLeft: 2 });
      // The same picture once more tells nothing new, and is no try.
      expect(await refused('masked.jpg')).toEqual(first);
      expect(await refused('no-face.jpg')).toMatchObject({ type: 'face_not_detected', attemptsLeft: 1 });
      expect(await refused('sunglasses.jpg')).toMatchObject({ state: 'locked', attemptsLeft: 0 });
      expect(JSON.stringify(first)).not.toMatch(/score|evidence|\d+ %/);
      // From here on even a good photo is not looked at: 25 tries are 22 too many.
      for (let attempt = 4; attempt <= 25; attempt++) {
        expect(outline(await send(selfie))).toMatchObject({ status: 403, type: 'session_locked' });
      }
      const log = await server.call('GET', `/v1/auditLogs?action=captureSession.lock&clientId=${clientId}`);
      expect(log.json.totalItems).toBe(1);
      const { json: session } = await server.call('GET', `/v1/captureSessions/${json.sessionId}`);
      expect(session.tries).toHaveLength(3);
      expect(session.tries[0].findings[0].score).toEqual(expect.any(Number));
    });

    it('refuses what a key refuses, and stores what a test key stores', async () => {
      const noFace = await readSample('no-face.jpg');
      const live = await server.upload(clientId, noFace, { key: await makeToken() });
      expect(live).toMatchObject({ status: 422, json: { type: 'face_not_detected' } });
      const { testClientId } = watched();
      const token = await makeToken({ clientId: testClientId }, server.testKey);
      const test = await server.upload(testClientId, noFace, { key: token });
      expect(test.status).toBe(200);
      acknowledged.add(test.json.id);
      // A token of one mode finds no client of the other.
      const crossed = await server.upload(clientId, selfie, { key: token });
      expect(outline(crossed)).toMatchObject({ status: 403, type: 'forbidden', param: 'clientId' });
    });

    it('does not upload for another client', async () => {
      const other = await server.createClient();
      const token = await makeToken();
      for (const answer of [
        await server.upload(other, selfie, { key: token }),
        await server.call('POST', '/v1/livePhotos', {
          key: token,
          body: { clientId: other, data: selfie.toString('base64') },
        }),
      ]) {
        expect(outline(answer)).toEqual({
          status: 403,
          type: 'forbidden',
          message: 'This client token is for another client',
          param: 'clientId',
        });
      }
      const { json } = await server.call('GET', `/v1/livePhotos?clientId=${other}`);
      expect(json.totalItems).toBe(0);
    });

    it('does nothing but upload', async () => {
      const token = await makeToken();
      const photo = await server.upload(clientId, selfie, { key: token });
      acknowledged.add(photo.json.id);
      const { json: document } = await server.call('GET', '/openapi.json');
      const tried: string[] = [];
      for (const [route, methods] of Object.entries<Record<string, { security: object[] }>>(document.paths)) {
        for (const [method, { security }] of Object.entries(methods)) {
          // Open to everybody, or made for tokens.
          if (security.length === 0 || security.some((kind) => 'clientToken' in kind)) continue;
          const id = route.startsWith('/v1/clients') ? clientId : photo.json.id;
          const path = `${route.replace('{id}', id)}?clientId=${clientId}`;
          const body = method === 'post' ? { clientId, data: selfie.toString('base64') } : undefined;
          const answer = await server.call(method.toUpperCase(), path, { key: token, body });
          expect(outline(answer), `${method} ${path}`).toEqual({
            status: 403,
            type: 'forbidden',
            message: 'A client token only uploads live photos: this needs an API key',
          });
          tried.push(`${method} ${route}`);
        }
      }
      expect(tried).toContain('post /v1/tokens');
      expect(tried).toContain('post /v1/inspections');
      expect(tried.length).toBeGreaterThan(12);
      expect((await server.call('GET', `/v1/livePhotos/${photo.json.id}/download`)).status).toBe(200);
    });

    it('answers 401 once its key is revoked, and to a token that was changed', async () => {
      const { keyId, secret } = await keys.make();
      const token = await makeToken({}, secret);
      const before = await server.upload(clientId, selfie, { key: token });
      expect(before.status).toBe(200);
      acknowledged.add(before.json.id);
      await keys.revoke(keyId);
      const bad = { status: 401, type: 'unauthorized', message: 'The client token is invalid' };
      expect(outline(await server.upload(clientId, selfie, { key: token }))).toEqual(bad);
      const [header, , signature] = (await makeToken()).split('.');
      const [, payload] = (await makeToken({ expiresIn: 3600 })).split('.');
      const mixed = `${header}.${payload}.${signature}`;
      expect(outline(await server.upload(clientId, selfie, { key: mixed }))).toEqual(bad);
      expect(outline(await server.upload(clientId, selfie, { key: 'a.b.c' }))).toEqual(bad);
    });

    it('keeps the idempotency keys of two clients apart', async () => {
      const other = await server.createClient();
      const headers = { 'Idempotency-Key': 'same' };
      const token = await makeToken();
      const one = await server.upload(clientId, selfie, { key: token, headers });
      const again = await server.upload(clientId, selfie, { key: token, headers });
      expect(again.json).toEqual(one.json);
      const two = await server.upload(other, selfie, { key: await makeToken({ clientId: other }), headers });
      expect(two.status).toBe(200);
      expect(two.json.id).not.toBe(one.json.id);
      acknowledged.add(one.json.id);
    });
  });

  it('counts the requests of a client by themselves, over all of its tokens, also after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'livephoto-tokens-'));
    const { server: first } = await start({}, folder);
    const [one, two] = [await first.createClient(), await first.createClient()];
    const make = async (id: string) => {
      const { json } = await first.call('POST', '/v1/tokens', { body: { clientId: id } });
      return json.token as string;
    };
    const tokens = { one: await make(one), oneMore: await make(one), two: await make(two) };
    await first.close();
    // One request in a hundred seconds: the same however busy the machine is.
    const { server: limited } = await start({ LIVEPHOTO_RATE_LIVE: '0.01' }, folder);
    try {
      const status = async (key: string, id: string) =>
        (await limited.upload(id, new Uint8Array(10), { key })).status;
      expect(await status(tokens.one, one)).toBe(400);
      expect(await status(tokens.one, one)).toBe(429);
      expect(await status(tokens.oneMore, one)).toBe(429);
      expect(await status(tokens.two, two)).toBe(400);
      expect((await limited.call('GET', '/v1/clients', { key: first.liveKey })).status).toBe(200);
    } finally {
      await limited.close();
      await rm(folder, { recursive: true });
    }
  });

  describe('from pages of other origins', () => {
    const preflight = {
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
    };

    it('lets none in by default', async () => {
      const headers = { Origin: 'https://shop.example', ...preflight };
      const answer = await server.call('OPTIONS', '/v1/livePhotos', { headers });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.status).toBe(405);
    });

    it('lets those in that the setting names, refusals and their reasons too', async () => {
      const { server: open } = await start({
        LIVEPHOTO_CORS_ORIGINS: 'https://shop.example, http://localhost:5173',
      });
      try {
        for (const [origin, allowed] of [
          ['https://shop.example', true],
          ['http://localhost:5173', true],
          ['https://shop.example.evil', false],
          ['null', false],
        ] as const) {
          const asked = await open.call('OPTIONS', '/v1/livePhotos', {
            headers: { Origin: origin, ...preflight },
          });
          expect(asked.headers.get('access-control-allow-origin')).toBe(allowed ? origin : null);
          if (!allowed) continue;
          expect(asked.status).toBe(204);
          expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
          for (const name of preflight['Access-Control-Request-Headers'].split(',')) {
            expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(name);
          }
          expect(asked.headers.get('vary')).toContain('Origin');
          expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
        }
        const id = await open.createClient();
        const { json } = await open.call('POST', '/v1/tokens', { body: { clientId: id } });
        const headers = { Origin: 'https://shop.example' };
        const refused = await open.upload(id, await readSample('no-face.jpg'), { key: json.token, headers });
        const accepted = await open.upload(id, selfie, { key: json.token, headers });
        const unknown = await open.upload(id, selfie, { key: 'a.b.c', headers });
        expect([accepted.status, refused.status, unknown.status]).toEqual([200, 422, 401]);
        for (const answer of [accepted, refused, unknown]) {
          expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
          expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
        }
      } finally {
        await open.close();
      }
    });
  });
}
