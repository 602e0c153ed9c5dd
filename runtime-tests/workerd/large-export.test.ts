/** Exports of thousands of live photos over D1, within its limits: in parts, in pages, from where they were left. */
import { createVault, type D1DatabaseLike, openD1 } from '@livephoto/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyOf, reportOf } from '../../packages/server/src/store/kysely/client-texts.ts';
import { fromLivePhoto } from '../../packages/server/src/store/kysely/rows.ts';
import { newPhoto, ownerOf } from '../../packages/server/src/testing/records.ts';
import { keyringOf } from '../../packages/server/src/vault/keyring.ts';
import { readSample } from './reports.ts';
import { buildWorker, masterKey, type RunningWorker, startWorker, type WorkerBuild } from './start-worker.ts';

const clients = 40;
const photosOfEach = 125;
const photos = clients * photosOfEach;
const person = { type: 'person', email: 'ada@example.com', personDetails: { firstName: 'A', lastName: 'L' } };

let build: WorkerBuild;
let worker: RunningWorker;
beforeAll(async () => {
  build = await buildWorker();
  worker = await startWorker(build, { queue: true });
});
afterAll(async () => {
  await worker?.close();
  build?.remove();
});

/** Puts thousands of photos into D1, each with the report of a real one, sealed as an upload seals it. */
async function fillDatabase(report: object): Promise<void> {
  const vault = createVault(() => keyringOf(masterKey, []));
  const { kysely, batch } = openD1((await worker.database()) as unknown as D1DatabaseLike);
  for (let i = 0; i < clients; i++) {
    const { id } = (await worker.call('POST', '/v1/clients', { body: person })).json;
    const row = await kysely
      .selectFrom('clients')
      .select('wrapped_key')
      .where('id', '=', id)
      .executeTakeFirst();
    const key = await vault.openTextKey(row?.wrapped_key ?? '', keyOf(id));
    const rows = await Promise.all(
      Array.from({ length: photosOfEach }, async () => {
        const client = { ...ownerOf('live'), id, details: {}, createdAt: '', updatedAt: '' };
        const photo = newPhoto(client, '2026-01-01T00:00:00.000Z');
        return {
          ...fromLivePhoto(photo),
          report: await key.seal(JSON.stringify(report), reportOf(photo.id)),
        };
      }),
    );
    // D1 takes a hundred parameters a statement.
    const statements = Array.from({ length: Math.ceil(rows.length / 7) }, (_, n) => [
      `${n}`,
      kysely.insertInto('live_photos').values(rows.slice(7 * n, 7 * n + 7)),
    ]);
    await batch(Object.fromEntries(statements));
  }
}

interface Line {
  readonly livePhotoId: string;
  readonly accepted: boolean;
}

function parseLines(bytes: Uint8Array): readonly Line[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

it(`exports ${photos} live photos, whole and in pieces, and forgets them when their time is over`, async () => {
  const own = (await worker.call('POST', '/v1/clients', { body: person })).json.id;
  const uploaded = await worker.call('POST', `/v1/livePhotos?clientId=${own}`, {
    body: readSample('selfie.jpg').bytes,
    headers: { 'Content-Type': 'image/jpeg' },
  });
  const report = (await worker.call('GET', `/v1/livePhotos/${uploaded.json.id}/inspections`)).json;
  await fillDatabase(report);

  const headers = { 'Idempotency-Key': 'nightly' };
  const made = await worker.call('POST', '/v1/jobs', { body: { type: 'export' }, headers });
  expect((await worker.call('POST', '/v1/jobs', { body: { type: 'export' }, headers })).json.id).toBe(
    made.json.id,
  );
  const job = async () => (await worker.call('GET', `/v1/jobs/${made.json.id}`)).json;
  await expect.poll(async () => (await job()).finishedAt).not.toBeNull();
  expect(await job()).toMatchObject({
    state: 'succeeded',
    progress: { total: photos + 1, done: photos + 1 },
  });

  const link = `/v1/jobs/${made.json.id}/result`;
  const [whole, parquet] = [
    await worker.call('GET', link),
    await worker.call('GET', `${link}?format=parquet`),
  ];
  expect([whole.status, parquet.status]).toEqual([200, 200]);
  const rows = parseLines(whole.bytes);
  const ids = rows.map(({ livePhotoId }) => livePhotoId);
  expect(new Set(ids).size).toBe(photos + 1);
  expect(ids).toEqual([...ids].sort());
  expect(rows.every(({ accepted }) => accepted)).toBe(true);
  const marks = [parquet.bytes.subarray(0, 4), parquet.bytes.subarray(-4)];
  expect(marks.map((mark) => new TextDecoder().decode(mark))).toEqual(['PAR1', 'PAR1']);

  const pieces: string[] = [];
  for (let after = ''; ; ) {
    const { bytes } = await worker.call('GET', `${link}?limit=1100${after && `&after=${after}`}`);
    const piece = parseLines(bytes);
    if (piece.length === 0) break;
    expect(piece.length).toBeLessThanOrEqual(1100);
    pieces.push(...piece.map(({ livePhotoId }) => livePhotoId));
    after = pieces.at(-1)!;
  }
  expect(pieces).toEqual(ids);

  // Thirty days later.
  const database = await worker.database();
  await database.prepare("update jobs set finished_at = '2001-01-01'").run();
  await worker.runCron('*/5 * * * *');
  for (const table of ['jobs', 'job_items']) {
    const { results } = await database.prepare(`select count(*) as n from ${table}`).all();
    expect(results).toEqual([{ n: 0 }]);
  }
});
