import { readFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, smallReport } from '../../testing/records.ts';
import { type CallOptions, openTestApi, type TestApi } from '../../testing/test-api.ts';

const key = 'live_all';
let selfie: Buffer<ArrayBuffer>;
let api: TestApi;
let clientId: string;

beforeAll(async () => {
  selfie = await readFile(new URL('../../../../../samples/selfie.jpg', import.meta.url));
});
beforeEach(async () => {
  api = await openTestApi();
  const json = { type: 'company', email: 'a@example.com', companyDetails: { name: 'Engines' } };
  clientId = (await api.call('POST', '/v1/clients', { key, json })).json.id;
});
afterEach(() => api.close());

const raw = (options: CallOptions = {}, query = '') =>
  api.call('POST', `/v1/livePhotos?clientId=${clientId}${query}`, {
    key,
    body: selfie,
    ...options,
    headers: { 'Content-Type': 'image/jpeg', ...options.headers },
  });
const keysOf = async () => {
  const keys: string[] = [];
  for await (const name of api.blobs.list()) keys.push(name);
  return keys;
};
const refused = {
  ...smallReport,
  accepted: false,
  inspections: {
    ...smallReport.inspections,
    faces: {
      outcome: 'failed' as const,
      score: 3,
      findings: [{ code: 'face_not_detected' as const, message: 'No face', score: 3 }],
      evidence: { count: 0 },
    },
  },
};

describe('an upload', () => {
  it('is stored encrypted, shown, downloaded in both forms, redacted and deleted', async () => {
    const { status, json: photo } = await raw();
    expect(status).toBe(200);
    expect(photo).toMatchObject({ clientId, size: selfie.length, contentType: 'image/jpeg' });
    const [blob] = await keysOf();
    expect(blob).toBe(`live/${photo.id}`);
    const sealed = await api.blobs.get(blob!);
    expect(Buffer.from(sealed!).includes(selfie.subarray(1000, 1032))).toBe(false);
    expect([...api.store.noted]).toEqual([]);

    const path = `/v1/livePhotos/${photo.id}`;
    expect((await api.call('GET', path, { key })).json).toEqual(photo);
    expect((await api.call('GET', `${path}/inspections`, { key })).json).toEqual(smallReport);
    const list = await api.call('GET', `/v1/livePhotos?clientId=${clientId}`, { key });
    expect(list.json).toMatchObject({ items: [photo], totalItems: 1 });
    const image = await api.call('GET', `${path}/download`, { key, headers: { Accept: 'image/*' } });
    expect(Buffer.compare(image.bytes, selfie)).toBe(0);
    expect(image.headers.get('Content-Disposition')).toMatch(/^attachment; filename="selfie_\d+\.jpg"$/);
    const json = (await api.call('GET', `${path}/download`, { key, headers: { Accept: 'application/json' } }))
      .json;
    expect(Buffer.from(json.data, 'base64').equals(selfie)).toBe(true);

    expect(await api.call('POST', `${path}/redact`, { key })).toMatchObject({ status: 200, json: {} });
    expect(await keysOf()).toEqual([]);
    expect((await api.call('GET', `${path}/download`, { key })).status).toBe(404);
    expect((await api.call('GET', path, { key })).status).toBe(200);
    expect((await api.call('DELETE', path, { key })).status).toBe(204);
    expect((await api.call('GET', path, { key })).status).toBe(404);
    expect(api.store.audit.map(({ action }) => action)).toEqual([
      'client.create',
      'livePhoto.create',
      ...['read', 'read', 'list', 'download', 'download', 'redact', 'read', 'delete'].map(
        (action) => `livePhoto.${action}`,
      ),
    ]);
  });

  it('may be JSON or a form as well', async () => {
    const data = selfie.toString('base64');
    const json = { clientId, data: `data:image/jpeg;base64,${data}`, performLivenessCheck: false };
    expect((await api.call('POST', '/v1/livePhotos', { key, json })).json).toMatchObject({
      size: selfie.length,
      performLivenessCheck: false,
    });
    const form = new FormData();
    form.set('clientId', clientId);
    form.set('data', new Blob([selfie], { type: 'text/plain' }), 'selfie.txt');
    expect((await api.call('POST', '/v1/livePhotos', { key, body: form })).json.size).toBe(selfie.length);
    const text = new FormData();
    text.set('data', data);
    const answer = await api.call('POST', `/v1/livePhotos?clientId=${clientId}`, { key, body: text });
    expect(answer.json.size).toBe(selfie.length);
  });

  it('that is refused is kept nowhere, but for a test key; what was found is said', async () => {
    api.inspecting.inspect = async () => refused;
    const answer = await raw();
    expect(answer).toMatchObject({ status: 422, json: { type: 'face_not_detected', param: 'data' } });
    expect(answer.json.inspections).toMatchObject([{ code: 'face_not_detected' }]);
    expect(await keysOf()).toEqual([]);
    expect(api.store.audit.at(-1)).toMatchObject({
      action: 'livePhoto.refuse',
      detail: 'face_not_detected',
    });
    const json = { type: 'company', email: 'a@example.com', companyDetails: { name: 'Sandbox' } };
    const client = (await api.call('POST', '/v1/clients', { key: 'test_all', json })).json;
    const sandbox = await api.call('POST', `/v1/livePhotos?clientId=${client.id}`, {
      key: 'test_all',
      body: selfie,
      headers: { 'Content-Type': 'image/jpeg' },
    });
    expect(sandbox.status).toBe(200);
  });

  it('that repeats its Idempotency-Key answers the same photo, and refuses another one under it', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const first = await raw({ headers });
    expect((await raw({ headers })).json).toEqual(first.json);
    expect(await keysOf()).toHaveLength(1);
    const other = await raw({ headers }, '&performLivenessCheck=false');
    expect(other).toMatchObject({ status: 400, json: { param: 'Idempotency-Key' } });
    const odd = await raw({ headers: { 'Idempotency-Key': 'x'.repeat(256) } });
    expect(odd).toMatchObject({ status: 400, json: { param: 'Idempotency-Key' } });
  });

  it('is refused before it is inspected where it cannot be stored', async () => {
    api.inspecting.inspect = () => expect.fail('inspected');
    const small = await raw({ body: selfie.subarray(0, 1000) });
    expect(small).toMatchObject({ status: 400, json: { param: 'data' } });
    const nobody = await api.call('POST', '/v1/livePhotos', {
      key,
      body: selfie,
      headers: { 'Content-Type': 'image/jpeg' },
    });
    expect(nobody).toMatchObject({ status: 400, json: { param: 'clientId' } });
    const unknown = `/v1/livePhotos?clientId=${newId()}`;
    const headers = { 'Content-Type': 'image/jpeg' };
    expect((await api.call('POST', unknown, { key, body: selfie, headers })).status).toBe(404);
    const large = { body: new Uint8Array(9_000_000) };
    expect((await raw(large)).status).toBe(413);
    expect(await raw({}, '&performLivenessCheck=maybe')).toMatchObject({
      status: 400,
      json: { param: 'performLivenessCheck' },
    });
  });

  it.each([
    ['no form at all', 'multipart/form-data; boundary=x', 'nonsense'],
    ['an empty form', 'multipart/form-data; boundary=x', '--x--\r\n'],
    ['JSON without data', 'application/json', '{"clientId":"a"}'],
    ['JSON that is none', 'application/json', '{'],
  ])('is not read from %s', async (_, type, body) => {
    const answer = await api.call('POST', '/v1/livePhotos', { key, body, headers: { 'Content-Type': type } });
    expect(answer).toMatchObject({ status: 400, json: { type: 'invalid_request' } });
  });

  it('of a damaged image is a refusal that is written down', async () => {
    api.inspecting.inspect = async () => {
      throw new LivePhotoError('image_unreadable', 'The image is damaged', { param: 'data' });
    };
    expect(await raw()).toMatchObject({ status: 422, json: { type: 'image_unreadable' } });
    expect(api.store.audit.at(-1)).toMatchObject({ action: 'livePhoto.refuse' });
  });

  it('is not stored under the Idempotency-Key of another one that waits to be inspected', async () => {
    await api.close();
    const waiting = {
      state: 'pending',
      idempotency: { keyId: key, key: 'order-66', fingerprint: 'another' },
    };
    api = await openTestApi({
      work: {
        store: {
          findWaitingByKey: async (_: string, name: string) => (name === 'order-66' ? waiting : undefined),
        },
        wake: async () => {},
        webhookTargets: 'public',
        waitingUploads: 10,
      } as never,
    });
    const json = { type: 'company', email: 'a@example.com', companyDetails: { name: 'Engines' } };
    clientId = (await api.call('POST', '/v1/clients', { key, json })).json.id;
    expect(await raw({ headers: { 'Idempotency-Key': 'order-66' } })).toMatchObject({
      status: 400,
      json: { type: 'invalid_request', param: 'Idempotency-Key' },
    });
    expect(await keysOf()).toEqual([]);
    expect((await raw({ headers: { 'Idempotency-Key': 'order-67' } })).status).toBe(200);
  });

  it('that broke off is not our caller’s fault, nor a 500: it is told to send it again, and nothing is stored', async () => {
    api.inspecting.inspect = async () => {
      throw new LivePhotoError('inference_failed', 'The inspection took longer than 30000 ms');
    };
    const answer = await raw();
    expect(answer).toMatchObject({
      status: 503,
      json: { type: 'service_unavailable', message: 'The inspection broke off: send the photo again' },
    });
    expect(answer.headers.get('Retry-After')).toBe('1');
    expect(await keysOf()).toEqual([]);
  });

  it('keeps its note for the sweep when the disk is full or the database is away', async () => {
    const { put } = api.blobs;
    Object.assign(api.blobs, {
      put: async () => {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      },
    });
    expect(await raw()).toMatchObject({ status: 507, json: { type: 'insufficient_storage' } });
    expect(api.store.noted.size).toBe(1);
    Object.assign(api.blobs, { put });
    api.inspecting.inspect = async () => {
      api.store.failure = new LivePhotoError('service_unavailable', 'The database is away');
      return smallReport;
    };
    const away = await raw();
    expect(away.status).toBe(503);
    expect(away.headers.get('Retry-After')).toBe('1');
  });

  it('is not taken where nothing new has room', async () => {
    await api.close();
    api = await openTestApi({
      assertRoom: () => {
        throw new LivePhotoError('insufficient_storage', 'The disk is full');
      },
    });
    expect((await raw()).status).toBe(507);
  });
});

describe('a live photo', () => {
  it('is not found by an id that is none, nor by another mode', async () => {
    const { id } = (await raw()).json;
    for (const [path, other] of [
      [`/v1/livePhotos/${newId()}`, key],
      ['/v1/livePhotos/nonsense', key],
      [`/v1/livePhotos/${id}`, 'test_all'],
    ] as const) {
      expect((await api.call('GET', path, { key: other })).status).toBe(404);
      expect((await api.call('GET', `${path}/download`, { key: other })).status).toBe(404);
      expect((await api.call('POST', `${path}/redact`, { key: other })).status).toBe(404);
      expect((await api.call('DELETE', path, { key: other })).status).toBe(404);
    }
  });

  it('whose bytes are gone without a reason is an error, not a redaction', async () => {
    const { id } = (await raw()).json;
    await api.blobs.delete(`live/${id}`);
    expect((await api.call('GET', `/v1/livePhotos/${id}/download`, { key })).status).toBe(500);
  });

  it('is shown as ComplyCube spells it where that is wanted', async () => {
    await api.close();
    api = await openTestApi({ compat: 'complycube' });
    const json = { type: 'company', email: 'a@example.com', companyDetails: { name: 'Engines' } };
    clientId = (await api.call('POST', '/v1/clients', { key, json })).json.id;
    expect((await raw()).json.contentType).toBe('images/jpg');
  });
});

describe('an inspection', () => {
  it('answers the report and stores nothing', async () => {
    const answer = await api.call('POST', '/v1/inspections', {
      key,
      body: selfie,
      headers: { 'Content-Type': 'image/jpeg' },
    });
    expect(answer).toMatchObject({ status: 200, json: { accepted: true } });
    expect(await keysOf()).toEqual([]);
  });
});
