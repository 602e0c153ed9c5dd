import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { budgeted } from '../budget.ts';
import { createBudget } from '../hosting/request-budget.ts';
import { createClientTokens } from '../keys/client-tokens.ts';
import { newId, testVault } from '../testing/records.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const actions = () => api.store.audit.map(({ action, detail }) => [action, detail]);

describe('who is let in', () => {
  it('asks for a key, and notes attempts with a wrong one so that nobody can fill the log', async () => {
    expect(await api.call('GET', '/v1/clients')).toMatchObject({
      status: 401,
      json: { type: 'unauthorized' },
    });
    expect(actions()).toEqual([]);
    for (let i = 0; i < 9; i++) await api.call('GET', '/v1/clients', { key: 'Bearer nonsense' });
    expect(actions()).toEqual([1, 2, 4, 8].map((count) => ['login.fail', `${count} within a minute`]));
    const expired = await api.call('GET', '/v1/clients', { key: 'live_old' });
    expect(expired).toMatchObject({ status: 401, json: { message: 'The API key has expired' } });
  });

  it('lets a key do what its scopes say, and writes down what it was denied', async () => {
    const answer = await api.call('GET', '/v1/clients', { key: 'live_upload' });
    expect(answer).toMatchObject({ status: 403, json: { type: 'forbidden' } });
    expect(answer.json.message).toContain("'read'");
    expect(actions()).toEqual([['access.deny', 'read: GET /v1/clients']]);
    expect((await api.call('GET', '/v1/clients', { key: 'live_read' })).status).toBe(200);
  });

  it('takes a client token for uploads alone, of the key that made it, for its time', async () => {
    const keys = { find: async () => undefined };
    const tokens = (now: number) => createClientTokens(testVault, keys, () => now, newId);
    const key = { id: 'live_all', mode: 'live' } as never;
    const subject = { clientId: newId(), sessionId: newId() };
    const { token } = await tokens(Date.now()).issue(key, subject, 60);
    expect(await api.call('GET', '/v1/clients', { key: token })).toMatchObject({
      status: 403,
      json: { message: expect.stringContaining('only uploads') },
    });
    const { token: old } = await tokens(Date.now() - 120_000).issue(key, subject, 60);
    expect(await api.call('GET', '/v1/clients', { key: old })).toMatchObject({
      status: 401,
      json: { message: expect.stringContaining('expired') },
    });
    const forged = `${token.slice(0, -4)}AAAA`;
    expect((await api.call('GET', '/v1/clients', { key: forged })).status).toBe(401);
    const revoked = await tokens(Date.now()).issue({ id: 'gone', mode: 'live' } as never, subject, 60);
    expect((await api.call('GET', '/v1/clients', { key: revoked.token })).status).toBe(401);
  });

  it('counts requests by key, and says when to come back', async () => {
    await api.close();
    api = await openTestApi({ limits: { requestsPerSecond: { live: 2, test: 1 } }, clock: () => 0 });
    const ask = async (key: string) => (await api.call('GET', '/v1/clients', { key })).status;
    expect([await ask('live_all'), await ask('live_all'), await ask('live_all')]).toEqual([200, 200, 429]);
    expect(await ask('live_read')).toBe(200);
    expect((await api.call('GET', '/v1/clients', { key: 'live_all' })).headers.get('Retry-After')).toBe('1');
  });
});

describe('what is answered wherever it is asked', () => {
  it('says of a path that there is nothing, of a method what is possible', async () => {
    expect(await api.call('GET', '/v1/nothing')).toMatchObject({
      status: 404,
      json: { type: 'resource_not_found', message: 'There is nothing at /v1/nothing' },
    });
    const wrong = await api.call('PATCH', '/v1/livePhotos', { key: 'live_all' });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('Allow')!.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
    expect(await api.call('GET', '/')).toMatchObject({
      status: 404,
      json: { message: expect.stringContaining('/docs') },
    });
  });

  it('keeps to itself what went wrong on this side', async () => {
    api.store.failure = new Error('the password of the database is swordfish');
    const answer = await api.call('GET', '/v1/clients', { key: 'live_all' });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('swordfish');
    expect(answer.json.type).toBe('internal_server_error');
  });

  it('is never kept by anybody, nor shown in a frame', async () => {
    const { headers } = await api.call('GET', '/v1/clients', { key: 'live_all' });
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('X-Request-Id')).toMatch(/\S/);
  });

  it('lets pages of the named origins call, and no others', async () => {
    await api.close();
    api = await openTestApi({ corsOrigins: ['https://shop.example'] });
    const allowed = async (origin: string) => {
      const headers = { Origin: origin, 'Access-Control-Request-Method': 'POST' };
      const answer = await api.call('OPTIONS', '/v1/livePhotos', { headers });
      return answer.headers.get('Access-Control-Allow-Origin');
    };
    expect(await allowed('https://shop.example')).toBe('https://shop.example');
    expect(await allowed('https://other.example')).toBeNull();
  });

  it('is refused to hosts that the server is not called by', async () => {
    await api.close();
    api = await openTestApi({ hosts: ['photos.example'] });
    const ask = (host: string) => api.call('GET', '/healthz', { headers: { Host: host } });
    expect((await ask('Photos.example:8787')).status).toBe(200);
    expect(await ask('evil.example')).toMatchObject({ status: 403, json: { type: 'forbidden' } });
  });
});

describe('how long a request waits for its stores', () => {
  /** Every call of a store takes two seconds of a clock that is set by hand, or what is left of the budget, and fails then. */
  async function openFrozenApi() {
    let time = 0;
    const budget = createBudget(() => time);
    const waits: number[] = [];
    const frozen = async () => {
      const wait = Math.min(2000, budget.left());
      await Promise.resolve();
      time += wait;
      waits.push(wait);
    };
    const plain = await openTestApi();
    const store = budgeted(
      Object.fromEntries(
        Object.entries(plain.store).map(([name, method]) => [
          name,
          typeof method !== 'function'
            ? method
            : async (...given: unknown[]) => {
                await frozen();
                return (method as (...args: unknown[]) => unknown).apply(plain.store, given);
              },
        ]),
      ) as unknown as typeof plain.store,
      budget,
    );
    const key = (await plain.call('GET', '/v1/clients', { key: 'live_all' })).status === 200;
    expect(key).toBe(true);
    await api.close();
    api = await openTestApi({ store, blobs: plain.blobs, budget });
    return { waits, close: plain.close };
  }

  it.each([
    [
      'POST',
      '/v1/clients',
      'live_all',
      { type: 'person', email: 'a@example.com', personDetails: { firstName: 'A', lastName: 'L' } },
    ],
    ['GET', `/v1/livePhotos?clientId=${'0'.repeat(24)}`, 'live_all', undefined],
    ['DELETE', `/v1/livePhotos/${'0'.repeat(24)}`, 'live_all', undefined],
    ['GET', '/v1/auditLogs', 'live_all', undefined],
    ['GET', '/v1/clients', 'nonsense', undefined],
  ])('is 3.5 s for all calls of %s %s with %s', async (method, path, key, json) => {
    const { waits, close } = await openFrozenApi();
    await api.call(method, path, { key, ...(json ? { json } : {}) });
    expect(waits.length).toBeGreaterThan(0);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(3500);
    await close();
  });

  it('is 1.5 s when it is asked whether the server is ready, the key included', async () => {
    const { waits, close } = await openFrozenApi();
    await api.call('GET', '/readyz', { key: 'live_all' });
    expect(waits).toEqual([1500]);
    await close();
  });
});
