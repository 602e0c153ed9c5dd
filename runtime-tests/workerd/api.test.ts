/** The API in workerd, over D1 and R2: ComplyCube's own SDK, limits, the clock. */
import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testWithComplyCubeSdk } from '../../tests/server/harness/complycube-sdk.contract.ts';
import { root } from '../harness/root.ts';
import { inspectOnNode, readSample } from './reports.ts';
import { buildWorker, masterKey, startWorker, type WorkerBuild } from './start-worker.ts';

// A workerd and an inspector for each case, on machines that may have much else to do.

const selfie = readSample('selfie.jpg');
const data = Buffer.from(selfie.bytes).toString('base64');
const person = {
  type: 'person',
  email: 'ada@example.com',
  personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
};

let build: WorkerBuild;
beforeAll(async () => {
  build = await buildWorker();
});
afterAll(() => build?.remove());

describe('with ComplyCube’s SDK', () => {
  testWithComplyCubeSdk(() => startWorker(build, { vars: { LIVEPHOTO_COMPAT: 'complycube' } }));
});

describe('R2', () => {
  it('holds each image sealed, and nothing once it was redacted or deleted', async () => {
    const worker = await startWorker(build);
    const bucket = await worker.bucket();
    const client = (await worker.call('POST', '/v1/clients', { body: person })).json;
    const upload = async () =>
      (await worker.call('POST', '/v1/livePhotos', { body: { clientId: client.id, data } })).json;
    const [one, two] = [await upload(), await upload()];
    const { objects } = await bucket.list();
    expect(objects.map(({ key }) => key)).toEqual([`live/${one.id}`, `live/${two.id}`]);
    // A byte of format, a nonce and a tag are added, and nothing of the JPEG is to be seen.
    expect(objects[0]!.size).toBe(selfie.bytes.length + 1 + 12 + 16);
    const sealed = Buffer.from(await (await bucket.get(objects[0]!.key))!.arrayBuffer());
    expect(sealed.indexOf(Buffer.from(selfie.bytes.subarray(100, 116)))).toBe(-1);

    await worker.call('POST', `/v1/livePhotos/${one.id}/redact`);
    await worker.call('DELETE', `/v1/livePhotos/${two.id}`);
    expect((await bucket.list()).objects).toEqual([]);
    await worker.close();
  });
});

describe('limits', () => {
  it('counts requests in the isolate, and by Cloudflare’s own limits where they are bound', async () => {
    const inIsolate = await startWorker(build, { vars: { LIVEPHOTO_RATE_LIVE: '3' } });
    const bound = await startWorker(build, {
      miniflare: { ratelimits: { RATE_LIMIT_LIVE: { simple: { limit: 3, period: 10 } } } },
    });
    for (const worker of [inIsolate, bound]) {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => worker.call('GET', '/v1/clients?pageSize=1')),
      );
      const statuses = answers.map(({ status }) => status).toSorted();
      expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
      const limited = answers.find(({ status }) => status === 429);
      expect(limited?.json.type).toBe('rate_limit_exceeded');
      expect(limited?.headers.get('retry-after')).toBe('1');
      // The other mode has its own.
      expect((await worker.call('GET', '/v1/clients', { key: worker.testKey })).status).toBe(200);
      await worker.close();
    }
  });
});

describe('a capture session', () => {
  it('has its tries counted in D1, and is locked after the last', async () => {
    const worker = await startWorker(build);
    const client = (await worker.call('POST', '/v1/clients', { body: person })).json;
    const made = (await worker.call('POST', '/v1/tokens', { body: { clientId: client.id } })).json;
    const send = (name: string) =>
      worker.call('POST', '/v1/livePhotos', {
        key: made.token,
        headers: { 'Content-Type': 'image/jpeg' },
        body: readSample(name).bytes,
      });
    const answers = [];
    // The second picture is the first again: the same answer, and no try.
    for (const name of ['no-face.jpg', 'no-face.jpg', 'masked.jpg', 'sunglasses.jpg', 'selfie.jpg']) {
      answers.push(await send(name));
    }
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 403]);
    expect(answers[4]!.json.type).toBe('session_locked');
    const session = (await worker.call('GET', `/v1/captureSessions/${made.sessionId}`)).json;
    expect(session).toMatchObject({ state: 'locked', attemptsLeft: 0 });
    expect((await (await worker.bucket()).list()).objects).toEqual([]);
    await worker.close();
  });
});

describe('by the clock', () => {
  it('sweeps, deletes what is past its time, and wraps keys with a new master key', async () => {
    const newKey = Buffer.from('another key of thirty-two bytes!').toString('base64');
    const persist = `${build.folder}-stores`;
    let worker = await startWorker(build, { persist });
    const client = (await worker.call('POST', '/v1/clients', { body: person })).json;
    const upload = () =>
      worker.call('POST', '/v1/livePhotos', {
        body: { clientId: client.id, data, performLivenessCheck: false },
      });
    const photo = (await upload()).json;
    const key = worker.liveKey;
    await worker.close();

    // The new secret, with the old one beside it.
    worker = await startWorker(build, {
      persist,
      vars: { LIVEPHOTO_MASTER_KEY: newKey, LIVEPHOTO_PREVIOUS_MASTER_KEYS: masterKey },
    });
    await worker.runCron('*/5 * * * *');
    // The photo's key and its client's.
    expect(worker.logLines.join()).toContain('"rewrapped":2,"msg":"wrapped with the current master key"');
    await worker.close();

    // Without the old one: the image can still be read.
    worker = await startWorker(build, {
      persist,
      vars: { LIVEPHOTO_MASTER_KEY: newKey, LIVEPHOTO_RETENTION_DAYS: '30' },
    });
    const download = await worker.call('GET', `/v1/livePhotos/${photo.id}/download`, {
      key,
      headers: { Accept: 'image/*' },
    });
    expect(Buffer.from(download.bytes).equals(Buffer.from(selfie.bytes))).toBe(true);

    // Bytes of a broken upload, bytes that nobody knows, and a photo of last month.
    const r2 = await worker.bucket();
    const d1 = await worker.database();
    await r2.put('live/000000000000000000000001', 'broken');
    await d1
      .prepare("insert into pending_blobs values ('live/000000000000000000000001', 'reserved', '2020-01-01')")
      .run();
    await r2.put('live/000000000000000000000002', 'unknown');
    const monthAgo = new Date(Date.now() - 31 * 24 * 3600 * 1000).toISOString();
    await d1.prepare('update live_photos set created_at = ?').bind(monthAgo).run();
    const fresh = (await upload()).json;
    const keys = async () => (await r2.list()).objects.map(({ key: name }) => name).toSorted();
    expect(await keys()).toHaveLength(4);
    await worker.runCron('*/5 * * * *');
    expect(await keys()).toEqual(['live/000000000000000000000002', `live/${fresh.id}`]);
    await worker.runCron('17 3 * * *');
    expect(await keys()).toEqual([`live/${fresh.id}`]);
    expect((await worker.call('GET', `/v1/livePhotos/${photo.id}`, { key })).status).toBe(404);
    await worker.close();
    await rm(persist, { recursive: true });
  });
});

describe('models from R2', () => {
  it('says what is missing or damaged, and works as soon as it is there', async () => {
    const lean = await buildWorker({ models: 'r2' });
    // Models weigh more than 4 MB gzipped.
    expect(lean.gzip).toBeLessThan(build.gzip - 4_000_000);
    const unbound = await startWorker(lean);
    const answer = await unbound.call('GET', '/readyz');
    expect(answer).toMatchObject({ status: 503, json: { type: 'service_unavailable' } });
    expect(answer.json.message).toContain('The binding MODELS (R2 bucket with the models) is missing');
    await unbound.close();

    const worker = await startWorker(lean, { miniflare: { r2Buckets: ['PHOTOS', 'MODELS'] } });
    const models = await worker.bucket('MODELS');
    const inspect = () =>
      worker.call('POST', '/v1/inspections', {
        body: selfie.bytes,
        headers: { 'Content-Type': 'image/jpeg' },
      });
    const nothing = await inspect();
    expect(nothing).toMatchObject({
      status: 503,
      json: { type: 'service_unavailable', message: 'The models are not loaded' },
    });
    expect(worker.logLines.join()).toContain('has no object manifest.json');

    const files = await modelFiles();
    for (const [name, bytes] of Object.entries(files)) {
      if (name !== 'spoof-net.onnx') await models.put(name, Uint8Array.from(bytes));
    }
    expect((await inspect()).status).toBe(503);
    expect(worker.logLines.join()).toContain('has no object spoof-net.onnx');

    const damaged = Buffer.from(files['spoof-net.onnx']!);
    damaged[damaged.length >> 1]! ^= 1;
    await models.put('spoof-net.onnx', Uint8Array.from(damaged));
    expect(await inspect()).toMatchObject({ status: 500, json: { type: 'internal_server_error' } });
    expect(worker.logLines.join()).toMatch(/model_invalid.*'spoof-net' is not the one that the manifest/);
    expect((await worker.call('GET', '/readyz')).status).toBe(503);

    await models.put('spoof-net.onnx', Uint8Array.from(files['spoof-net.onnx']!));
    const { timings: _, ...report } = (await inspect()).json;
    expect(JSON.stringify(report)).toBe((await inspectOnNode([selfie]))['selfie.jpg']);
    expect((await worker.call('GET', '/readyz')).status).toBe(200);
    await worker.close();
    lean.remove();
  });
});

async function modelFiles(): Promise<Record<string, Buffer>> {
  const folder = new URL('packages/models/dist/', root);
  const names = [
    'manifest.json',
    'canonical-face.json',
    'liveness-head.json',
    'face-detector.onnx',
    'full-range-face-detector.onnx',
    'face-landmarker.onnx',
    'obstruction-net.onnx',
    'person-net.onnx',
    'spoof-net.onnx',
  ];
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, folder))] as const)),
  );
}
