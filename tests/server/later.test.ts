/** Uploads that do not wait for their inspection: how many may wait, what became of them, and what is left when their client goes. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSqlite } from '../../packages/server/src/store/sqlite/driver.ts';
import { readSample, startTestServer, type TestServer } from './harness/server.ts';

const most = 5;
const later = { Prefer: 'respond-async' };

const { DatabaseSync } = await loadSqlite();

function countRows(dataFolder: string, what: string): number {
  const db = new DatabaseSync(join(dataFolder, 'livephoto.db'));
  const [row] = db.prepare(`select count(*) as n from ${what}`).all() as { n: number }[];
  db.close();
  return row?.n ?? 0;
}

/** The last part of each blob's key that is noted as one that may have to go. */
function blobNames(dataFolder: string): string[] {
  const db = new DatabaseSync(join(dataFolder, 'livephoto.db'));
  const rows = db.prepare('select blob_key from pending_blobs').all() as { blob_key: string }[];
  db.close();
  return rows.map(({ blob_key }) => blob_key.split('/').at(-1)!);
}

describe('with a queue', () => {
  let server: TestServer;
  let selfie: Buffer;
  beforeAll(async () => {
    server = await startTestServer({ LIVEPHOTO_WAITING_UPLOADS: String(most) });
    selfie = await readSample('selfie.jpg');
  });
  afterAll(() => server?.close());
  const state = async (id: string) => (await server.call('GET', `/v1/uploads/${id}`)).json;

  it('lets no more wait than may, of 200 that come at once, and inspects each that it took', async () => {
    const clientId = await server.createClient();
    const path = `/v1/livePhotos?clientId=${clientId}&performLivenessCheck=false`;
    const headers = { ...later, 'Content-Type': 'image/jpeg' };
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => server.call('POST', path, { body: selfie, headers })),
    );
    const taken = answers.filter(({ status }) => status === 202).map(({ json }) => json.id as string);
    const waiting = (await Promise.all(taken.map(state))).filter((upload) => upload.state === 'pending');
    expect(taken.length).toBeGreaterThanOrEqual(most);
    expect(waiting.length).toBeLessThanOrEqual(most);
    for (const { status, headers: answered, json } of answers) {
      if (status === 202) continue;
      // As many wait, or as many bodies of one caller are on their way, as may.
      expect(['503 service_unavailable', '429 rate_limit_exceeded']).toContain(`${status} ${json.type}`);
      expect(answered.get('retry-after')).toMatch(/^\d+$/);
    }
    // Every one of them, and none besides.
    for (const id of taken) await expect.poll(async () => (await state(id)).state).toBe('accepted');
    const { json } = await server.call('GET', `/v1/livePhotos?clientId=${clientId}&pageSize=1000`);
    expect(json.totalItems).toBe(taken.length);
    // Bytes of what was not taken in the last moment are noted, for the sweep; of what is noted some have none yet, or none any more.
    const noted = new Set(blobNames(server.dataFolder));
    const kept = await readdir(join(server.dataFolder, 'images'), { recursive: true, withFileTypes: true });
    const names = new Set(kept.filter((entry) => entry.isFile()).map(({ name }) => name.slice(0, 24)));
    expect(taken.filter((id) => !names.has(id))).toEqual([]);
    expect([...names].filter((id) => !taken.includes(id) && !noted.has(id))).toEqual([]);
  });

  it('tells whoever asks later why an upload was refused, and keeps nothing of its picture', async () => {
    const clientId = await server.createClient();
    const { json } = await server.upload(clientId, await readSample('no-face.jpg'), { headers: later });
    await expect.poll(async () => (await state(json.id)).state).toBe('refused');
    const { refusal, livePhotoId } = await state(json.id);
    expect(livePhotoId ?? null).toBeNull();
    expect(refusal).toMatchObject({ type: 'face_not_detected', param: 'data' });
    expect(refusal.inspections.length).toBeGreaterThan(0);
    expect((await server.call('GET', `/v1/livePhotos?clientId=${clientId}`)).json.totalItems).toBe(0);
    expect((await server.call('GET', `/v1/livePhotos/${json.id}`)).status).toBe(404);
  });
});

it('erases the bytes that wait with the client that they are of', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'livephoto-later-'));
  const env = { LIVEPHOTO_DATA: dataFolder };
  const first = await startTestServer(env);
  const { liveKey } = first;
  const clientId = await first.createClient();
  const selfie = await readSample('selfie.jpg');
  const uploads = await Promise.all(
    Array.from({ length: 6 }, () => first.upload(clientId, selfie, { headers: later })),
  );
  expect(uploads.map(({ status }) => status)).toEqual(Array(6).fill(202));
  // What it has not come to is put back.
  await first.close();
  expect(
    countRows(dataFolder, `waiting_uploads where state = 'pending' and wrapped_key is not null`),
  ).toBeGreaterThan(0);

  const second = await startTestServer({ ...env, LIVEPHOTO_JOBS: 'off' });
  const images = join(dataFolder, 'images');
  const files = async () =>
    (await readdir(images, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(await files()).toHaveLength(6);
  expect((await second.call('DELETE', `/v1/clients/${clientId}`, { key: liveKey })).status).toBe(204);
  expect(await files()).toEqual([]);
  expect(countRows(dataFolder, 'waiting_uploads where wrapped_key is not null')).toBe(0);
  await second.close();
  await rm(dataFolder, { recursive: true });
});
