/** Jobs of a whole server: stored photos inspected anew, reports exported, sweeps, and what they refuse to do. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSample } from './server.ts';
import { type ApiUnderTest, invalid, type KeyCommands, outline, type StartApi } from './watched-server.ts';

/** @param start starts a server on some runtime; 24 uploads may be in it at once. */
export function testJobs(start: StartApi): void {
  let server: ApiUnderTest;
  let keys: KeyCommands;
  let clientId: string;
  let folder: string;
  /** A good selfie, one that strict refuses, and one that everybody refuses: what a test key stores. */
  let photos: string[];

  const key = () => server.testKey;
  const call = (method: string, path: string, body?: unknown) =>
    server.call(method, path, { key: key(), ...(body === undefined ? {} : { body }) });
  const lines = (bytes: Uint8Array) =>
    new TextDecoder()
      .decode(bytes)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  async function finished(id: string) {
    for (;;) {
      const { json } = await call('GET', `/v1/jobs/${id}`);
      if (json.finishedAt !== null) return json;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const run = async (body: object) => {
    const started = await call('POST', '/v1/jobs', body);
    expect(started.status, JSON.stringify(started.json)).toBe(202);
    expect(started.headers.get('location')).toBe(`/v1/jobs/${started.json.id}`);
    return finished(started.json.id);
  };

  beforeAll(async () => {
    ({ server, keys } = await start());
    folder = await mkdtemp(join(tmpdir(), 'livephoto-jobs-'));
    clientId = await server.createClient(key());
    photos = [];
    for (const sample of ['selfie.jpg', 'masked.jpg', 'no-face.jpg']) {
      const { status, json } = await server.upload(clientId, await readSample(sample), { key: key() });
      expect(status).toBe(200);
      photos.push(json.id);
    }
  });
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe('reinspect', () => {
    it('reports what would change and leaves the stored reports alone', async () => {
      const before = await Promise.all(photos.map((id) => call('GET', `/v1/livePhotos/${id}/inspections`)));
      const job = await run({ type: 'reinspect', policy: 'lenient' });
      expect(job).toMatchObject({
        type: 'reinspect',
        state: 'succeeded',
        options: { policy: 'lenient' },
        progress: { total: 3, done: 3 },
      });
      const { unchanged, accepts, refuses, failed } = job.counts;
      expect(unchanged + accepts + refuses + failed).toBe(3);
      const result = await call('GET', `/v1${job.resultLink}`);
      expect(result.headers.get('content-type')).toBe('application/x-ndjson');
      const rows = lines(result.bytes);
      expect(rows.map(({ livePhotoId }) => livePhotoId)).toEqual([...photos].sort());
      expect(rows[0]).toMatchObject({
        clientId,
        change: 'unchanged',
        acceptedBefore: true,
        acceptedAfter: true,
        policyBefore: 'default',
        policyAfter: 'lenient',
      });
      expect(JSON.stringify(rows)).not.toMatch(/\bada\b|lovelace|example\.com/i);
      const after = await Promise.all(photos.map((id) => call('GET', `/v1/livePhotos/${id}/inspections`)));
      expect(after.map(({ json }) => json)).toEqual(before.map(({ json }) => json));
    });

    it('takes a policy of one’s own, by the numbers that differ', async () => {
      const policy = { extends: 'lenient', name: 'half profile', orientation: { minInterEyeDistance: 4000 } };
      const job = await run({ type: 'reinspect', policy });
      expect(job).toMatchObject({
        state: 'succeeded',
        options: { policy },
        counts: { accepts: 0, failed: 0 },
      });
      const rows = lines((await call('GET', `/v1${job.resultLink}`)).bytes);
      expect(rows.map(({ policyAfter, acceptedAfter }) => ({ policyAfter, acceptedAfter }))).toEqual(
        Array(3).fill({ policyAfter: 'half profile', acceptedAfter: false }),
      );
    });

    it('puts the new reports in place of the stored ones where it is asked to', async () => {
      const job = await run({ type: 'reinspect', policy: 'strict', apply: true });
      expect(job.progress).toEqual({ total: 3, done: 3 });
      for (const id of photos) {
        const { json } = await call('GET', `/v1/livePhotos/${id}/inspections`);
        expect(json.policy).toBe('strict');
      }
      const { json } = await call('GET', `/v1/auditLogs?action=livePhoto.reinspect`);
      expect(json.totalItems).toBe(3);
      expect(json.items[0].detail).toContain(job.id);
    });

    it('is about the photos that the filter lets through', async () => {
      const other = await server.createClient(key());
      expect((await run({ type: 'reinspect', clientId: other })).progress).toEqual({ total: 0, done: 0 });
      expect((await run({ type: 'reinspect', createdAfter: '2999-01-01' })).progress.total).toBe(0);
    });
  });

  describe('export', () => {
    it('gives the reports as NDJSON and as Parquet, which DuckDB reads alike', async () => {
      const job = await run({ type: 'export' });
      expect(job).toMatchObject({ state: 'succeeded', progress: { total: 3, done: 3 } });
      const files = await Promise.all(
        ['ndjson', 'parquet'].map(async (format) => {
          const { status, bytes } = await call('GET', `/v1${job.resultLink}?format=${format}`);
          expect(status).toBe(200);
          const file = join(folder, `reports.${format}`);
          await writeFile(file, bytes);
          return file;
        }),
      );
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      const columns = 'livePhotoId, accepted, width::int, facesOutcome, livenessScore::double, findings';
      const [fromJson, fromParquet] = await Promise.all([
        connection.runAndReadAll(`select ${columns} from read_json('${files[0]}') order by 1`),
        connection.runAndReadAll(`select ${columns} from read_parquet('${files[1]}') order by 1`),
      ]);
      expect(fromParquet.getRowsJson()).toEqual(fromJson.getRowsJson());
      expect(fromParquet.getRowsJson().map(([id]) => id)).toEqual([...photos].sort());
      const times = await connection.runAndReadAll(
        `select count(*) from read_parquet('${files[1]}') where createdAt > timestamp '2020-01-01'`,
      );
      expect(times.getRowsJson()).toEqual([['3']]);
      const whole = lines((await call('GET', `/v1${job.resultLink}`)).bytes);
      const pieces: unknown[] = [];
      for (let after = ''; ; ) {
        const link = `/v1${job.resultLink}?limit=2${after && `&after=${after}`}`;
        const piece = lines((await call('GET', link)).bytes);
        if (piece.length === 0) break;
        pieces.push(...piece);
        after = piece.at(-1).livePhotoId;
      }
      expect(pieces).toEqual(whole);
      for (const query of ['limit=0', 'limit=1e3', 'after=x', 'after=']) {
        expect((await call('GET', `/v1${job.resultLink}?${query}`)).status, query).toBe(400);
      }
      const empty = await run({ type: 'export', createdBefore: '2001-01-01' });
      const none = join(folder, 'none.parquet');
      await writeFile(none, (await call('GET', `/v1${empty.resultLink}?format=parquet`)).bytes);
      const rows = await connection.runAndReadAll(`select count(*) from read_parquet('${none}')`);
      expect(rows.getRowsJson()).toEqual([['0']]);
    });

    it('has nothing in it of what was redacted or deleted meanwhile', async () => {
      const gone = await server.createClient(key());
      const ids: string[] = [];
      for (let i = 0; i < 3; i++) {
        const { json } = await server.upload(gone, await readSample('selfie.jpg'), { key: key() });
        ids.push(json.id);
      }
      const [exported, inspected] = await Promise.all([
        run({ type: 'export', clientId: gone }),
        run({ type: 'reinspect', clientId: gone }),
      ]);
      const seen = async () =>
        (
          await Promise.all(
            [exported, inspected].map(async ({ resultLink }) =>
              lines((await call('GET', `/v1${resultLink}`)).bytes).map(({ livePhotoId }) => livePhotoId),
            ),
          )
        ).flat();
      expect((await seen()).sort()).toEqual([...ids, ...ids].sort());
      await call('POST', `/v1/livePhotos/${ids[0]}/redact`);
      expect(new Set(await seen())).toEqual(new Set(ids.slice(1)));
      await call('DELETE', `/v1/livePhotos/${ids[1]}`);
      expect(new Set(await seen())).toEqual(new Set(ids.slice(2)));
      await call('DELETE', `/v1/clients/${gone}`);
      expect(await seen()).toEqual([]);
    });
  });

  describe('sweep', () => {
    it('says what it did, and what it would do', async () => {
      expect((await run({ type: 'sweep', dryRun: true })).result).toMatchObject({ expiredPhotos: 0 });
      expect((await run({ type: 'sweep' })).result).toEqual({ blobs: 0, expiredPhotos: 0 });
    });
  });

  describe('what is refused', () => {
    it.each([
      [{}, 'type'],
      [{ type: 'everything' }, 'type'],
      [{ type: 'reinspect', policy: 'kind' }, 'policy'],
      [{ type: 'reinspect', policy: { orientation: { maxYaw: 'far' } } }, 'policy'],
      [{ type: 'reinspect', policy: { extends: 'kind' } }, 'policy'],
      [{ type: 'reinspect', policy: [] }, 'policy'],
      [{ type: 'reinspect', policy: { name: 'no\u0000text' } }, 'policy.name'],
      [{ type: 'reinspect', apply: 'yes' }, 'apply'],
      [{ type: 'export', createdAfter: 'yesterday' }, 'createdAfter'],
      [{ type: 'sweep', dryRun: 1 }, 'dryRun'],
    ])('%j, naming %s', async (body, param) => {
      const { status, json } = await call('POST', '/v1/jobs', body);
      expect({ status, type: json.type, param: json.param }).toEqual({
        status: 400,
        type: 'invalid_request',
        param,
      });
    });

    it('clients, jobs and results that are not there, or another mode’s', async () => {
      const unknown = '0198c7a4d21c5f3b9e0a7d64';
      expect((await call('POST', '/v1/jobs', { type: 'export', clientId: unknown })).status).toBe(404);
      for (const path of [unknown, 'x', `${unknown}/result`]) {
        expect((await call('GET', `/v1/jobs/${path}`)).status, path).toBe(404);
      }
      const job = await run({ type: 'export' });
      expect((await server.call('GET', `/v1/jobs/${job.id}`)).status).toBe(404);
      expect((await server.call('GET', `/v1/jobs/${job.id}/result`)).status).toBe(404);
      expect((await call('GET', `/v1/jobs/${job.id}/result?format=xlsx`)).json.param).toBe('format');
      const cancelled = await call('POST', `/v1/jobs/${job.id}/cancel`);
      expect({ status: cancelled.status, type: cancelled.json.type }).toEqual({
        status: 409,
        type: 'conflict',
      });
      const { json } = await call('GET', '/v1/jobs?type=export&state=succeeded&pageSize=1');
      expect(json.items).toHaveLength(1);
      expect(json.items[0].id).toBe(job.id);
    });
  });

  it('is made once for one Idempotency-Key, and not for another request under it', async () => {
    const post = (body: object, headers: Record<string, string>, by = key()) =>
      server.call('POST', '/v1/jobs', { key: by, body, headers });
    const headers = { 'Idempotency-Key': 'nightly-export' };
    const body = { type: 'export', clientId };
    const answers = await Promise.all([1, 2, 3].map(() => post(body, headers)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    const [first] = answers;
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers.get('location'))).size).toBe(1);
    const job = await finished(first!.json.id);
    const again = await post(body, headers);
    expect({ status: again.status, json: again.json }).toEqual({ status: 202, json: job });
    const log = (await call('GET', '/v1/auditLogs?action=job.create')).json.items;
    expect(log.filter(({ detail }: { detail: string }) => detail.includes(job.id))).toHaveLength(1);

    for (const other of [{ type: 'export' }, { type: 'reinspect', clientId }, { type: 'sweep' }]) {
      expect(outline(await post(other, headers))).toEqual(
        invalid('The Idempotency-Key was used for another job', 'Idempotency-Key'),
      );
    }
    expect(outline(await post(body, { 'Idempotency-Key': 'has space' }))).toMatchObject({
      status: 400,
      param: 'Idempotency-Key',
    });
    // What another key of the same account and mode asks for is its own affair.
    const { secret } = await keys.make('test');
    const others = await post(body, headers, secret);
    expect(others.status).toBe(202);
    expect(others.json.id).not.toBe(job.id);
    await finished(others.json.id);
  });

  it('is cancelled at once, and does nothing more', async () => {
    const many = await server.createClient(key());
    const image = await readSample('selfie.jpg');
    await Promise.all(Array.from({ length: 24 }, () => server.upload(many, image, { key: key() })));
    const { json: started } = await call('POST', '/v1/jobs', { type: 'reinspect', clientId: many });
    const open = await call('GET', `/v1/jobs/${started.id}/result`);
    expect(open.status).toBe(409);
    const cancelled = await call('POST', `/v1/jobs/${started.id}/cancel`);
    expect(cancelled.json).toMatchObject({ state: 'cancelled' });
    const { done } = cancelled.json.progress;
    await run({ type: 'sweep' });
    const later = (await call('GET', `/v1/jobs/${started.id}`)).json;
    expect(later).toMatchObject({ state: 'cancelled', progress: { done } });
    expect(lines((await call('GET', `/v1/jobs/${started.id}/result`)).bytes)).toHaveLength(done);
  });

  it('needs a queue, and says so', async () => {
    const { server: without } = await start({ LIVEPHOTO_JOBS: 'off' });
    const { status, json } = await without.call('POST', '/v1/jobs', { body: { type: 'export' } });
    expect({ status, type: json.type }).toEqual({ status: 501, type: 'unsupported_runtime' });
    expect(json.message).toContain('LIVEPHOTO_JOBS');
    await without.close();
  });
}
