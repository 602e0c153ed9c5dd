/** A whole server: how it starts, what keeps it from it, and how it stops. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readConfig } from '../../packages/server/src/hosting/read-config.ts';
import { silentLog } from '../../packages/server/src/log.ts';
import { startServer } from '../../packages/server/src/node/serve.ts';
import { readAll } from './harness/read-all.ts';
import { readSample, startTestServer } from './harness/server.ts';
import { startServerProcess } from './harness/server-process.ts';

const selfie = await readSample('selfie.jpg');
const folders: string[] = [];
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-serve-'));
  folders.push(folder);
  return folder;
};
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

it('prints keys at the first start only, and keeps everything over a restart', async () => {
  const LIVEPHOTO_DATA = await newFolder();
  const first = await startTestServer({ LIVEPHOTO_DATA });
  expect(first.newKeys).toEqual([
    expect.stringMatching(/^test_[0-9a-f]{48}$/),
    expect.stringMatching(/^live_[0-9a-f]{48}$/),
  ]);
  const key = first.liveKey;
  const { json } = await first.upload(await first.createClient(), selfie);
  await first.close();
  expect((await readAll(LIVEPHOTO_DATA)).includes(Buffer.from(key))).toBe(false);

  const second = await startTestServer({ LIVEPHOTO_DATA });
  expect(second.newKeys).toEqual([]);
  const download = await second.call('GET', `/v1/livePhotos/${json.id}/download`, { key });
  expect(Buffer.from(download.json.data, 'base64').equals(selfie)).toBe(true);
  await second.close();
});

it('finishes what it accepted when it is told to stop, and refuses the rest', async () => {
  const LIVEPHOTO_DATA = await newFolder();
  const env = { LIVEPHOTO_DATA, LIVEPHOTO_PORT: '0', LIVEPHOTO_WORKERS: '1', LIVEPHOTO_RATE_LIVE: '1000' };
  const server = await startServerProcess(env);
  const key = server.newKeys[1]!;
  const call = (path: string, body: string | Uint8Array<ArrayBuffer>, type: string) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { Authorization: key, 'Content-Type': type },
      body,
    });
  const client = { type: 'company', email: 'a@example.com', companyDetails: { name: 'A' } };
  const created = await call('/v1/clients', JSON.stringify(client), 'application/json');
  const { id } = (await created.json()) as { id: string };
  const body = new Uint8Array(selfie);
  const uploads = Array.from({ length: 6 }, () => call(`/v1/livePhotos?clientId=${id}`, body, 'image/jpeg'));
  // All six left at once: when one is answered, the others wait for the only worker.
  await Promise.race(uploads);
  const ended = server.terminate();
  // Before or after the signal arrived: either stored like the others, or refused.
  const late = await call(`/v1/livePhotos?clientId=${id}`, body, 'image/jpeg').catch(() => undefined);
  expect([undefined, 200, 503]).toContain(late?.status);
  const answers = await Promise.all(uploads);
  expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(200));
  expect(await ended).toBe(0);

  const restarted = await startTestServer({ LIVEPHOTO_DATA });
  const list = await restarted.call('GET', `/v1/livePhotos?clientId=${id}`, { key });
  expect(list.json.totalItems).toBe(late?.status === 200 ? 7 : 6);
  await restarted.close();
});

it('says what keeps it from starting', async () => {
  const start = (env: Record<string, string>) =>
    startServer(readConfig({}, { LIVEPHOTO_PORT: '0', LIVEPHOTO_WORKERS: '1', ...env }), silentLog).then(
      () => 'started',
      (error: Error) => error.message,
    );
  const server = await startTestServer();
  const { port } = new URL(server.url);
  const data = await newFolder();
  expect(await start({ LIVEPHOTO_DATA: data, LIVEPHOTO_PORT: port })).toContain(
    `Cannot listen on 127.0.0.1:${port}, another program does already: name another one with --port`,
  );
  await server.close();
  // The keys are shown once: by the first start that answers.
  const next = await startTestServer({ LIVEPHOTO_DATA: data });
  expect([next.testKey, next.liveKey]).toEqual([
    expect.stringMatching(/^test_/),
    expect.stringMatching(/^live_/),
  ]);
  await next.close();
  const noFolder = await start({ LIVEPHOTO_DATA: '/dev/null/x' });
  expect(noFolder).toContain('name another one with --data');
  expect(noFolder).not.toContain('Error:');
  expect(
    await start({
      LIVEPHOTO_DATA: await newFolder(),
      LIVEPHOTO_DATABASE_URL: 'postgres://someone:hush@127.0.0.1:1/db',
      LIVEPHOTO_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    }),
  ).toMatch(/The database at 127\.0\.0\.1:1 cannot be used .*check LIVEPHOTO_DATABASE_URL/);
});
