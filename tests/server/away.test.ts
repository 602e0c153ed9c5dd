/** A disk that is full, a folder that may not be written, a database that is away, a clock that leaps: one by one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { afterAll, afterEach, expect, it } from 'vitest';
import { family, signal } from './harness/faults/processes.ts';
import { mountSmallDisk } from './harness/faults/small-disk.ts';
import { startPostgres } from './harness/postgres.ts';
import { ada, readSample, startTestServer } from './harness/server.ts';
import { startServerProcess } from './harness/server-process.ts';

const selfie = await readSample('selfie.jpg');
const folder = await mkdtemp(join(tmpdir(), 'livephoto-away-'));
afterAll(() => rm(folder, { recursive: true }));
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

it('goes on reading, redacting and deleting on a full disk, stores nothing new, and does again when there is room', async () => {
  const disk = mountSmallDisk(24);
  if (!disk) return console.info('No disk may be mounted here: a full one is left out.');
  closers.push(disk.remove);
  const server = await startTestServer({
    LIVEPHOTO_DATA: join(disk.folder, 'data'),
    LIVEPHOTO_DISK_RESERVE: '2',
    LIVEPHOTO_SWEEP_INTERVAL: '0.5',
  });
  closers.push(server.close);
  const [clientId, other] = [await server.createClient(), await server.createClient()];
  const photos: string[] = [];
  for (let i = 0; i < 4; i++) photos.push((await server.upload(i < 3 ? clientId : other, selfie)).json.id);
  await sleep(1500);

  disk.fill();
  const refused = await server.upload(clientId, selfie);
  expect(refused).toMatchObject({ status: 507, json: { type: 'insufficient_storage' } });
  expect(refused.headers.get('Retry-After')).not.toBeNull();
  for (let round = 0; round < 50; round++) {
    expect((await server.call('GET', `/v1/livePhotos/${photos[0]}`)).status).toBe(200);
  }
  expect((await server.call('GET', `/v1/livePhotos/${photos[0]}/download`)).status).toBe(200);
  // The reserve is in use: that is said before a body is read.
  expect(await server.upload(clientId, selfie)).toMatchObject({ status: 507 });
  expect((await server.call('POST', '/v1/clients', { body: ada })).status).toBe(507);
  expect((await server.call('POST', `/v1/livePhotos/${photos[0]}/redact`)).status).toBe(200);
  expect((await server.call('DELETE', `/v1/livePhotos/${photos[1]}`)).status).toBe(204);
  expect((await server.call('DELETE', `/v1/clients/${other}`)).status).toBe(204);
  expect((await server.call('GET', `/v1/livePhotos?clientId=${clientId}`)).json.totalItems).toBe(2);

  disk.empty();
  await expect
    .poll(() => server.upload(clientId, selfie).then(({ status }) => status), { interval: 300 })
    .toBe(200);
  const { json } = await server.call('GET', `/v1/livePhotos/${photos[2]}/download`);
  expect(Buffer.from(json.data, 'base64').equals(selfie)).toBe(true);
});

it('does not start in a folder that may not be written, says why, and starts once it may', async () => {
  const disk = mountSmallDisk(24);
  if (!disk) return console.info('No disk may be mounted here: a read-only one is left out.');
  closers.push(disk.remove);
  const data = join(disk.folder, 'data');
  await (await startTestServer({ LIVEPHOTO_DATA: data })).close();
  disk.lock(data);
  await expect(startTestServer({ LIVEPHOTO_DATA: data })).rejects.toThrow(
    /^The database .* cannot be used \(.*\): is it another program's, or the folder not writable\?$/,
  );
  disk.unlock(data);
  await (await startTestServer({ LIVEPHOTO_DATA: data })).close();
});

it('says within five seconds that PostgreSQL is frozen, within two that it is not ready, and goes on when it is back', async () => {
  const postgres = await startPostgres();
  closers.push(postgres.stop);
  const server = await startTestServer({
    LIVEPHOTO_DATA: join(folder, 'frozen'),
    LIVEPHOTO_DATABASE_URL: await postgres.createDatabase(),
    LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    LIVEPHOTO_OPERATIONS_PORT: '0',
  });
  closers.push(server.close);
  const clientId = await server.createClient();
  const { json } = await server.upload(clientId, selfie);
  const timed = async (work: () => Promise<{ status: number; headers: Headers }>) => {
    const start = performance.now();
    const { status, headers } = await work();
    return { status, seconds: (performance.now() - start) / 1000, retryAfter: headers.get('Retry-After') };
  };

  const all = family(postgres.pid);
  signal(all, 'SIGSTOP');
  const calls = await Promise.all([
    timed(() => server.call('GET', `/v1/livePhotos/${json.id}`)),
    timed(() => server.upload(clientId, selfie)),
    timed(() => server.call('DELETE', `/v1/livePhotos/${json.id}`)),
    ...Array.from({ length: 20 }, () => timed(() => server.call('GET', `/v1/clients/${clientId}`))),
  ]);
  const ready = await timed(() => fetch(`${server.operationsUrl}/readyz`));
  const alive = await timed(() => fetch(`${server.url}/healthz`));
  signal([...all, ...family(postgres.pid)], 'SIGCONT');
  console.info({ slowest: Math.max(...calls.map(({ seconds }) => seconds)), ready: ready.seconds });
  for (const { status, seconds, retryAfter } of calls) {
    expect(status).toBe(503);
    expect(seconds).toBeLessThan(5);
    expect(retryAfter).not.toBeNull();
  }
  expect(ready.status).toBe(503);
  expect(ready.seconds).toBeLessThan(2);
  expect(alive.status).toBe(200);

  await expect
    .poll(() => server.call('GET', `/v1/livePhotos/${json.id}`).then(({ status }) => status), {
      interval: 300,
    })
    .toBe(200);
  expect((await server.call('GET', `/v1/livePhotos?clientId=${clientId}`)).json.totalItems).toBe(1);

  // Killed in the middle of everything: it recovers by itself, and so does the server.
  const gone = Promise.all(Array.from({ length: 30 }, () => server.call('GET', `/v1/livePhotos/${json.id}`)));
  const [victim] = family(postgres.pid).slice(-1);
  signal([victim!], 'SIGKILL');
  for (const { status } of await gone) expect([200, 503]).toContain(status);
  await expect
    .poll(() => server.call('GET', `/v1/livePhotos/${json.id}`).then(({ status }) => status), {
      interval: 300,
    })
    .toBe(200);
});

it('deletes nothing for its age while the clock leaps 400 days for 3 seconds', async () => {
  const inspector = await createNodeInspector();
  closers.push(inspector.dispose);
  const settings = {
    LIVEPHOTO_PORT: '0',
    LIVEPHOTO_DATA: join(folder, 'leap'),
    LIVEPHOTO_WORKERS: '1',
    LIVEPHOTO_RETENTION_DAYS: '30',
    LIVEPHOTO_SWEEP_INTERVAL: '0.3',
    LIVEPHOTO_RATE_LIVE: '1000',
  };
  const server = await startServerProcess(settings, inspector);
  closers.push(server.kill);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(server.url + path, {
      method,
      headers: { Authorization: server.newKeys[1]!, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  const { id } = await call('POST', '/v1/clients', ada);
  for (let i = 0; i < 3; i++) {
    await call('POST', '/v1/livePhotos', { clientId: id, data: selfie.toString('base64') });
  }
  await sleep(1000);
  signal([server.pid], 'SIGUSR2');
  await sleep(3000);
  signal([server.pid], 'SIGUSR2');
  await sleep(1500);
  expect((await call('GET', `/v1/livePhotos?clientId=${id}`)).totalItems).toBe(3);
  expect(server.errors().join()).toContain('the clock leapt by 400 days');
});
