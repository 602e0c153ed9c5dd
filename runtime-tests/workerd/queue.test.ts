/** The whole Worker with its queue, in workerd: what it sends itself it consumes, and does. */
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSample } from './reports.ts';
import { buildWorker, type RunningWorker, startWorker, type WorkerBuild } from './start-worker.ts';

const person = {
  type: 'person',
  email: 'ada@example.com',
  personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
};

let build: WorkerBuild;
let worker: RunningWorker;
let clientId: string;
beforeAll(async () => {
  build = await buildWorker();
  worker = await startWorker(build, { queue: true, vars: { LIVEPHOTO_WEBHOOK_TARGETS: 'any' } });
  clientId = (await worker.call('POST', '/v1/clients', { body: person })).json.id;
});
afterAll(async () => {
  await worker?.close();
  build?.remove();
});

const get = async (path: string) => (await worker.call('GET', path)).json;
const uploadLater = (name: string) =>
  worker.call('POST', `/v1/livePhotos?clientId=${clientId}`, {
    body: readSample(name).bytes,
    headers: { 'Content-Type': 'image/jpeg', Prefer: 'respond-async' },
  });
const runJob = async (body: object) => {
  const { status, json } = await worker.call('POST', '/v1/jobs', { body });
  expect(status, JSON.stringify(json)).toBe(202);
  await expect.poll(async () => (await get(`/v1/jobs/${json.id}`)).finishedAt).not.toBeNull();
  const job = await get(`/v1/jobs/${json.id}`);
  expect(job).toMatchObject({ state: 'succeeded' });
  return job;
};

it('inspects what was answered before, says what became of it, and tells by webhook', async () => {
  const heard: { readonly headers: Record<string, string>; readonly body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      heard.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const hook = await worker.call('POST', '/v1/webhookEndpoints', {
    body: { url, events: ['live_photo.inspected'] },
  });
  expect(hook.status, JSON.stringify(hook.json)).toBe(200);

  const [good, bad] = [await uploadLater('selfie.jpg'), await uploadLater('no-face.jpg')];
  expect([good.status, bad.status]).toEqual([202, 202]);
  const upload = (answer: typeof good) => get(`/v1/uploads/${answer.json.id}`);
  await expect.poll(async () => (await upload(good)).state).toBe('accepted');
  await expect.poll(async () => (await upload(bad)).state).toBe('refused');
  expect((await upload(bad)).refusal).toMatchObject({ type: 'face_not_detected' });
  const { items } = await get(`/v1/livePhotos?clientId=${clientId}`);
  expect(items).toMatchObject([{ id: (await upload(good)).livePhotoId }]);
  // The refused one's bytes are gone.
  expect((await (await worker.bucket()).list()).objects).toHaveLength(1);

  await expect.poll(() => heard.length).toBeGreaterThanOrEqual(2);
  const events = heard.map(({ headers, body }) => new Webhook(hook.json.secret).verify(body, headers));
  expect(events).toHaveLength(2);
  expect(events.map((event) => (event as { data: { accepted: boolean } }).data.accepted).sort()).toEqual([
    false,
    true,
  ]);
  receiver.close();
});

it('does jobs: photos inspected anew, reports exported, a sweep', async () => {
  const policy = { name: 'near', orientation: { minInterEyeDistance: 4000 } };
  const again = await runJob({ type: 'reinspect', policy });
  expect(again).toMatchObject({ progress: { total: 1, done: 1 }, counts: { refuses: 1, failed: 0 } });
  const exported = await runJob({ type: 'export' });
  const result = await worker.call('GET', `/v1${exported.resultLink}`);
  const lines = new TextDecoder().decode(result.bytes).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ clientId, accepted: true }]);
  expect((await runJob({ type: 'sweep' })).result).toEqual({ blobs: 0, expiredPhotos: 0 });
});

it('does once what its queue hands out twice, out of order, and beside nonsense', async () => {
  for (let i = 0; i < 6; i++) {
    const { status } = await worker.call('POST', `/v1/livePhotos?clientId=${clientId}`, {
      body: readSample('selfie.jpg').bytes,
      headers: { 'Content-Type': 'image/jpeg' },
    });
    expect(status).toBe(200);
  }
  const queue = (await worker.miniflare.getQueueProducer('JOBS', 'livephoto')) as unknown as {
    sendBatch(messages: { readonly body: unknown }[]): Promise<unknown>;
  };
  const nonsense = [
    null,
    'jobs',
    { topic: 'everything', id: 'x' },
    { topic: 'jobs' },
    { topic: 'jobs', id: 7 },
  ];
  const { json: started } = await worker.call('POST', '/v1/jobs', {
    body: { type: 'reinspect', policy: 'strict', apply: true },
  });
  const job = () => get(`/v1/jobs/${started.id}`);
  const database = await worker.database();
  // Whatever there is to do is told of again and again, the latest first, while it is done.
  do {
    const { results } = await database.prepare('select id, kind from tasks order by id desc').all();
    const known = (results as { id: string }[]).flatMap(({ id }) => [
      { topic: 'jobs', id },
      { topic: 'deliveries', id },
      { topic: 'jobs', id },
    ]);
    await queue.sendBatch([...known, ...nonsense].slice(0, 90).map((body) => ({ body })));
    await new Promise((resolve) => setTimeout(resolve, 300));
  } while ((await job()).finishedAt === null);
  const { state, progress, counts } = await job();
  const { totalItems } = await get(`/v1/livePhotos?clientId=${clientId}`);
  expect({ state, progress }).toEqual({
    state: 'succeeded',
    progress: { total: totalItems, done: totalItems },
  });
  expect(counts.failed).toBe(0);
  const result = await worker.call('GET', `/v1/jobs/${started.id}/result`);
  const ids = new TextDecoder()
    .decode(result.bytes)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).livePhotoId);
  expect(new Set(ids).size).toBe(totalItems);
  expect(ids).toHaveLength(totalItems);
  // Each photo's report was put in place once.
  const audit = await get('/v1/auditLogs?action=livePhoto.reinspect');
  expect(audit.totalItems).toBe(totalItems);
});

it('lets no photo wait for a receiver that does not answer', async () => {
  let [asked, open, most] = [0, 0, 0];
  const mute = createServer((_, response) => {
    asked += 1;
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
  });
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}/`;
  const hooks: string[] = [];
  for (let i = 0; i < 4; i++) {
    const { json } = await worker.call('POST', '/v1/webhookEndpoints', {
      body: { url, events: ['live_photo.created'] },
    });
    hooks.push(json.id);
  }
  // Each upload is an event for all of them: the next one comes behind those.
  for (let i = 0; i < 3; i++) {
    const { json } = await uploadLater('selfie.jpg');
    await expect.poll(async () => (await get(`/v1/uploads/${json.id}`)).state).toBe('accepted');
    await expect.poll(() => asked).toBeGreaterThanOrEqual(4 * (i + 1));
  }
  // More than come in a batch: no batch waited for them either.
  expect(most).toBeGreaterThan(5);
  await Promise.all(hooks.map((id) => worker.call('DELETE', `/v1/webhookEndpoints/${id}`)));
  mute.closeAllConnections();
  mute.close();
});

it('goes on with a job whose runtime was killed, and does none of it twice', async () => {
  const persist = `${build.folder}-killed`;
  let running = await startWorker(build, { queue: true, persist });
  const key = running.liveKey;
  const call = (method: string, path: string, body?: object) =>
    running.call(method, path, { key, ...(body ? { body } : {}) });
  const { json: client } = await call('POST', '/v1/clients', person);
  const photos = 12;
  for (let i = 0; i < photos; i++) {
    await running.call('POST', `/v1/livePhotos?clientId=${client.id}`, {
      key,
      body: readSample('selfie.jpg').bytes,
      headers: { 'Content-Type': 'image/jpeg' },
    });
  }
  const body = { type: 'reinspect', policy: 'strict', apply: true };
  const { id } = (await call('POST', '/v1/jobs', body)).json;
  const audit = async () => (await call('GET', '/v1/auditLogs?action=livePhoto.reinspect')).json.totalItems;
  await expect.poll(audit, { interval: 20 }).toBeGreaterThan(0);
  process.kill(running.pid, 'SIGKILL');
  await running.close();

  // What the queue held is lost as well here; only the rows are left.
  running = await startWorker(build, { queue: true, persist });
  const database = await running.database();
  const { results } = await database.prepare('select claim from tasks').all();
  expect(results.length).toBeGreaterThan(0);
  await database
    .prepare(
      "update tasks set told_at = '2020-01-01', due_at = '2020-01-01', claimed_until = case when claim is null then null else '2020-01-01' end",
    )
    .run();
  await running.runCron('*/5 * * * *');
  await expect.poll(async () => (await call('GET', `/v1/jobs/${id}`)).json.finishedAt).not.toBeNull();
  const { json: job } = await call('GET', `/v1/jobs/${id}`);
  expect(job).toMatchObject({ state: 'succeeded', progress: { total: photos, done: photos } });
  expect(await audit()).toBe(photos);
  await running.close();
  await rm(persist, { recursive: true });
});
