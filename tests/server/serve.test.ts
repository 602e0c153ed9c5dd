/** A whole server: what it leaves on disk, how it sweeps, and that it keeps answering. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStorage } from '../../packages/server/src/hosting/open-storage.ts';
import { readConfig } from '../../packages/server/src/hosting/read-config.ts';
import { rotateMasterKey } from '../../packages/server/src/hosting/rotate-master-key.ts';
import { silentLog } from '../../packages/server/src/log.ts';
import { readAll } from './harness/read-all.ts';
import { readSample, startTestServer, type TestServer } from './harness/server.ts';

const selfie = await readSample('selfie.jpg');

describe('one server', () => {
  let server: TestServer;
  let clientId: string;
  beforeAll(async () => {
    server = await startTestServer({ LIVEPHOTO_WORKERS: '2', LIVEPHOTO_QUEUE: '64' });
    clientId = await server.createClient();
  });
  afterAll(() => server?.close());

  it('keeps no image readable on disk, and after a redaction or deletion nothing of it', async () => {
    const photos = [await server.upload(clientId, selfie), await server.upload(clientId, selfie)];
    const onDisk = await readAll(server.dataFolder);
    for (const at of [0, 5000, 40_000]) {
      expect(onDisk.includes(selfie.subarray(at, at + 24))).toBe(false);
    }
    const images = async () => (await readAll(join(server.dataFolder, 'images'))).length;
    expect(await images()).toBeGreaterThan(2 * selfie.length);
    await server.call('POST', `/v1/livePhotos/${photos[0]!.json.id}/redact`);
    expect(await images()).toBeLessThan(2 * selfie.length);
    await server.call('DELETE', `/v1/livePhotos/${photos[1]!.json.id}`);
    expect(await images()).toBe(0);
  });

  it('writes down who created, read, downloaded, redacted and deleted what', async () => {
    const { json } = await server.upload(clientId, selfie);
    const path = `/v1/livePhotos/${json.id}`;
    await server.call('GET', path);
    await server.call('GET', `${path}/download`);
    await server.call('POST', `${path}/redact`);
    await server.call('DELETE', path, { headers: { 'X-Request-Id': 'the-last-one' } });
    const log = await server.call('GET', `/v1/auditLogs?livePhotoId=${json.id}`);
    expect(log.json.items.map((entry: { action: string }) => entry.action)).toEqual([
      'livePhoto.delete',
      'livePhoto.redact',
      'livePhoto.download',
      'livePhoto.read',
      'livePhoto.create',
    ]);
    expect(log.json.items[0]).toMatchObject({ clientId, requestId: 'the-last-one' });
    expect(log.json.items[0].keyId).toMatch(/^[0-9a-f]{24}$/);
    const other = await server.call('GET', `/v1/auditLogs?livePhotoId=${json.id}`, { key: server.testKey });
    expect(other.json.totalItems).toBe(0);
  });

  it('deletes the photos of a client with it', async () => {
    const id = await server.createClient();
    const { json } = await server.upload(id, selfie);
    expect((await server.call('DELETE', `/v1/clients/${id}`)).status).toBe(204);
    expect((await server.call('GET', `/v1/livePhotos/${json.id}`)).status).toBe(404);
    expect((await readAll(join(server.dataFolder, 'images'))).length).toBe(0);
  });

  it('answers health checks while every worker is busy and the queue is long', async () => {
    let over = false;
    const uploads: number[] = [];
    const load = Array.from({ length: 16 }, async () => {
      while (!over || uploads.length < 16) {
        const start = performance.now();
        await server.upload(clientId, selfie);
        uploads.push(performance.now() - start);
      }
    });
    const times: number[] = [];
    for (let i = 0; i < 100; i++) {
      const start = performance.now();
      expect((await server.call('GET', '/healthz')).status).toBe(200);
      times.push(performance.now() - start);
      await sleep(20);
    }
    over = true;
    await Promise.all(load);
    const metrics = new TextDecoder().decode((await server.call('GET', '/metrics')).bytes);
    expect(metrics).toMatch(/livephoto_inspections_total\{outcome="accepted"\} \d+/);
    expect(metrics).toMatch(/livephoto_queue_depth 0/);
    // No health check waits for the queue, however slow the machine is; `pnpm bench cost load` measures how long it takes.
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
    expect(median(times)).toBeLessThan(median(uploads) / 4);
  });
});

it('lets a key ask so often, and then answers 429 with Retry-After', async () => {
  const server = await startTestServer({ LIVEPHOTO_RATE_LIVE: '3', LIVEPHOTO_RATE_TEST: '2' });
  for (const [key, limit] of [
    [server.liveKey, 3],
    [server.testKey, 2],
  ] as const) {
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => server.call('GET', '/v1/clients', { key })),
    );
    const seconds = (performance.now() - start) / 1000;
    const refused = answers.filter((answer) => answer.status === 429);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(limit);
    expect(answers.length - refused.length).toBeLessThanOrEqual(limit * (1 + seconds));
    expect(refused[0]!.json.type).toBe('rate_limit_exceeded');
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
    await sleep(1000);
    expect((await server.call('GET', '/v1/clients', { key })).status).toBe(200);
  }
  await server.close();
});

it('rotates the master key while it runs, and loses no image', async () => {
  const server = await startTestServer();
  const clientId = await server.createClient();
  const before = await server.upload(clientId, selfie);
  const storage = await openStorage(readConfig({}, { LIVEPHOTO_DATA: server.dataFolder }), silentLog);
  const old = await storage.vault.currentKeyId();
  const rotation = rotateMasterKey(storage, 300);
  const during = await server.upload(clientId, selfie);
  expect(await rotation).toMatchObject({ dropped: true });
  expect(await storage.vault.currentKeyId()).not.toBe(old);
  await storage.close();
  for (const { json } of [before, during, await server.upload(clientId, selfie)]) {
    const download = await server.call('GET', `/v1/livePhotos/${json.id}/download`);
    expect(Buffer.from(download.json.data, 'base64').equals(selfie)).toBe(true);
  }
  await server.close();
});

it('deletes what is past its retention, and says so in the audit log', async () => {
  // A tenth of a second, in days.
  const server = await startTestServer({
    LIVEPHOTO_RETENTION_DAYS: String(0.1 / 86_400),
    LIVEPHOTO_SWEEP_INTERVAL: '0.2',
  });
  const clientId = await server.createClient();
  const { json } = await server.upload(clientId, selfie);
  await expect.poll(async () => (await server.call('GET', `/v1/livePhotos/${json.id}`)).status).toBe(404);
  const log = await server.call('GET', `/v1/auditLogs?livePhotoId=${json.id}&action=livePhoto.delete`);
  expect(log.json.items).toMatchObject([{ keyId: 'retention', clientId }]);
  expect((await readAll(join(server.dataFolder, 'images'))).length).toBe(0);
  await server.close();
});

it('answers 503 to an inspection that outlives its time, keeps nothing of it, and replaces the worker', async () => {
  const server = await startTestServer({ LIVEPHOTO_INSPECTION_TIMEOUT: '0.001' });
  const clientId = await server.createClient();
  const answer = await server.upload(clientId, selfie);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('Retry-After')).toBe('1');
  expect(answer.json).toEqual({
    type: 'service_unavailable',
    message: 'The inspection broke off: send the photo again',
  });
  const list = await server.call('GET', `/v1/livePhotos?clientId=${clientId}`);
  expect(list.json.totalItems).toBe(0);
  expect((await readAll(join(server.dataFolder, 'images'))).length).toBe(0);
  expect(server.logLines.join('')).toContain('The inspection took longer than 1 ms');
  while (!server.logLines.join('').includes('inspection worker lost')) await sleep(100);
  while ((await server.call('GET', '/readyz')).status !== 200) await sleep(200);
  await server.close();
});

it('stores nothing for a caller who has gone, and goes on', async () => {
  const server = await startTestServer();
  const clientId = await server.createClient();
  for (const wait of [20, 60, 120]) {
    const gone = fetch(`${server.url}/v1/livePhotos?clientId=${clientId}`, {
      method: 'POST',
      headers: { Authorization: server.liveKey, 'Content-Type': 'image/jpeg' },
      body: new Uint8Array(selfie),
      signal: AbortSignal.timeout(wait),
    });
    await gone.then(
      (response) => response.arrayBuffer(),
      () => {},
    );
  }
  const { json } = await server.upload(clientId, selfie);
  const list = await server.call('GET', `/v1/livePhotos?clientId=${clientId}`);
  // Whoever was quick enough to be stored before they left is; half an upload never is.
  for (const photo of list.json.items) {
    expect((await server.call('GET', `/v1/livePhotos/${photo.id}/download`)).status).toBe(200);
  }
  expect(list.json.items.map(({ id }: { id: string }) => id)).toContain(json.id);
  expect(server.logLines.join('')).toMatch(/"status":499|"status":200/);
  await server.close();
});

it('allows pages of configured origins, and of no other', async () => {
  const server = await startTestServer({ LIVEPHOTO_CORS_ORIGINS: 'https://app.example' });
  const preflight = (Origin: string) =>
    server.call('OPTIONS', '/v1/livePhotos', {
      headers: { Origin, 'Access-Control-Request-Method': 'POST' },
    });
  const allowed = await preflight('https://app.example');
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  const refused = await server.call('GET', '/v1/clients', {
    key: 'none',
    headers: { Origin: 'https://app.example' },
  });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example');
  await server.close();
});
