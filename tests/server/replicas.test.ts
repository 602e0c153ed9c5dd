/** Scale-out: two servers in processes of their own over one PostgreSQL and one bucket. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComplyCube } from '@complycube/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { s3Environment, startS3, type TestS3 } from '../../packages/server/src/testing/s3.ts';
import { startPostgres, type TestPostgres } from './harness/postgres.ts';
import { ada, readSample } from './harness/server.ts';
import { type ServerProcess, startServerProcess } from './harness/server-process.ts';

let postgres: TestPostgres;
let s3: TestS3;
let folder: string;
let servers: ServerProcess[];
let env: Record<string, string>;

beforeAll(async () => {
  [postgres, s3] = await Promise.all([startPostgres(), startS3()]);
  folder = await mkdtemp(join(tmpdir(), 'livephoto-replicas-'));
  env = {
    LIVEPHOTO_PORT: '0',
    LIVEPHOTO_WORKERS: '1',
    LIVEPHOTO_DATABASE_URL: await postgres.createDatabase(),
    LIVEPHOTO_MASTER_KEY: Buffer.alloc(32, 9).toString('base64'),
    ...s3Environment(s3),
  };
  const first = await startServerProcess({ ...env, LIVEPHOTO_DATA: join(folder, 'one') });
  const second = await startServerProcess({ ...env, LIVEPHOTO_DATA: join(folder, 'two') });
  servers = [first, second];
});
afterAll(async () => {
  await Promise.all((servers ?? []).map((server) => server.kill()));
  await Promise.all([postgres?.stop(), s3?.stop()]);
  if (folder) await rm(folder, { recursive: true });
});

it('uploads through one, and lists, downloads, redacts and deletes through the other', async () => {
  const [one, two] = servers as [ServerProcess, ServerProcess];
  expect(two.newKeys).toEqual([]);
  const sdk = (server: ServerProcess) => {
    const client = new ComplyCube({ apiKey: one.newKeys[1]! });
    client.axiosInstance.defaults.baseURL = `${server.url}/v1`;
    return client;
  };
  const data = (await readSample('selfie.jpg')).toString('base64');
  const clientId = (await sdk(one).client.create(ada)).id;
  const photos = await Promise.all([1, 2, 3].map(() => sdk(one).livePhoto.upload(clientId, { data })));

  const listed = await sdk(two).livePhoto.list(clientId);
  expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(photos.map(({ id }) => id)));
  const [first, second, third] = photos as [(typeof photos)[0], (typeof photos)[0], (typeof photos)[0]];
  const download = (await sdk(two).livePhoto.download(first.id)) as unknown as { data: string };
  expect(download.data).toBe(data);
  await sdk(two).livePhoto.redact(first.id);
  await expect(sdk(one).livePhoto.download(first.id)).rejects.toMatchObject({ statusCode: 404 });
  await sdk(two).livePhoto.delete(second.id);
  await expect(sdk(one).livePhoto.get(second.id)).rejects.toMatchObject({ statusCode: 404 });
  // Both at once: one of them finds it gone.
  const both = await Promise.allSettled([one, two].map((server) => sdk(server).livePhoto.delete(third.id)));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await sdk(two).livePhoto.list(clientId)).map(({ id }) => id)).toEqual([first.id]);
});

it('tells an upload that fails because the bucket is gone from one that is stored', async () => {
  const [one] = servers as [ServerProcess];
  const key = one.newKeys[1]!;
  const headers = { Authorization: key, 'Content-Type': 'application/json' };
  const created = await fetch(`${one.url}/v1/clients`, {
    method: 'POST',
    headers,
    body: JSON.stringify(ada),
  });
  const { id } = (await created.json()) as { id: string };
  await s3.stop();
  const upload = await fetch(`${one.url}/v1/livePhotos?clientId=${id}`, {
    method: 'POST',
    headers: { Authorization: key, 'Content-Type': 'image/jpeg' },
    body: new Uint8Array(await readSample('selfie.jpg')),
  });
  expect(upload.status).toBe(503);
  expect(await upload.json()).toEqual({
    type: 'service_unavailable',
    message: 'The photo could not be stored: try again',
  });
  const ready = await fetch(`${one.url}/readyz`, { headers });
  expect(ready.status).toBe(503);
  expect((await fetch(`${one.url}/healthz`)).status).toBe(200);
  const list = await fetch(`${one.url}/v1/livePhotos?clientId=${id}`, { headers });
  expect(((await list.json()) as { totalItems: number }).totalItems).toBe(0);
});
