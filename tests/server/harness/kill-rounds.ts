/** Kills servers at random moments of jobs and of uploads that wait, again and again, and counts what became of every photo. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { ada, readSample } from './server.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

export interface KillReport {
  readonly kills: number;
  readonly jobs: number;
  /** Lines that the results of all jobs should have, and have. */
  readonly expected: number;
  readonly lines: number;
  /** Photos that a job was about and that its result does not have. */
  readonly lost: number;
  /** Lines of a photo that its result has already. */
  readonly duplicates: number;
  /** Uploads answered 202, of them not accepted in the end, and live photos that came of them twice. */
  readonly waiting: number;
  readonly waitingLost: number;
  readonly waitingDuplicates: number;
  /** Inspections that were begun: more than photos, by those that a kill cut off. */
  readonly inspections: number;
  /** What else is not as it should be; must be empty. */
  readonly wrong: readonly string[];
}

export interface KillOptions {
  readonly kills: number;
  /** Of each server; they share all of it. */
  readonly env: Record<string, string>;
  /** Servers at a time. */
  readonly servers: number;
  /** Live photos that every job is about. */
  readonly photos: number;
}

export async function runKillRounds({
  kills,
  env,
  servers: count,
  photos,
}: KillOptions): Promise<KillReport> {
  const settings = {
    LIVEPHOTO_PORT: '0',
    LIVEPHOTO_WORKERS: '1',
    LIVEPHOTO_STUDIO: 'off',
    LIVEPHOTO_RATE_LIVE: '1000000',
    LIVEPHOTO_JOB_TIMEOUT: '2',
    LIVEPHOTO_INSPECTION_TIMEOUT: '300',
    ...env,
  };
  const real = await createNodeInspector();
  let inspections = 0;
  const inspector: Parameters<typeof startServerProcess>[1] = {
    inspect: (bytes, options) => {
      inspections += 1;
      return real.inspect(bytes, options);
    },
    inspectPixels: real.inspectPixels,
    inspectCapture: real.inspectCapture,
    fingerprint: real.fingerprint,
  };
  const wrong: string[] = [];
  const servers: ServerProcess[] = [];
  let key = '';
  /** Asks one server after the other, as a balancer does; those that are being started anew are passed by. */
  const call = async (method: string, path: string, body?: Uint8Array | object, headers = {}) => {
    for (let attempt = 0; ; attempt++) {
      const server = servers[attempt % servers.length];
      try {
        const isJson = body !== undefined && !(body instanceof Uint8Array);
        const response = await fetch(server!.url + path, {
          method,
          headers: {
            Authorization: key,
            'Content-Type': body instanceof Uint8Array ? 'image/jpeg' : 'application/json',
            ...headers,
          },
          ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
        });
        const text = await response.text();
        const type = response.headers.get('content-type') ?? '';
        if (response.status === 503 && attempt < 200) {
          await sleep(100);
          continue;
        }
        return {
          status: response.status,
          text,
          json: type.includes('application/json') && text ? JSON.parse(text) : undefined,
        };
      } catch (error) {
        if (attempt > 400) throw error;
        await sleep(25);
      }
    }
  };

  try {
    for (let i = 0; i < count; i++) servers.push(await startServerProcess(settings, inspector));
    key = servers[0]!.newKeys[1]!;
    const image = await readSample('selfie.jpg');
    const clientId: string = (await call('POST', '/v1/clients', ada)).json.id;
    const stored: string[] = [];
    for (let i = 0; i < photos; i++) {
      const path = `/v1/livePhotos?clientId=${clientId}&performLivenessCheck=false`;
      stored.push((await call('POST', path, image)).json.id);
    }
    const laterClient: string = (await call('POST', '/v1/clients', ada)).json.id;
    const later = new Set<string>();
    const killed = { count: 0 };

    const startJob = async () =>
      (await call('POST', '/v1/jobs', { type: 'reinspect', clientId, policy: 'lenient' })).json.id as string;
    const isDone = async (id: string) => (await call('GET', `/v1/jobs/${id}`)).json.finishedAt !== null;
    const sendLater = async () => {
      const path = `/v1/livePhotos?clientId=${laterClient}&performLivenessCheck=false`;
      // Sent again where a kill cut the answer off: the same key, so the same upload.
      const headers = { Prefer: 'respond-async', 'Idempotency-Key': `later-${later.size}-${killed.count}` };
      const { status, json } = await call('POST', path, image, headers);
      if (status === 202) later.add(json.id);
      else if (status !== 200) wrong.push(`an upload that may wait was answered ${status}`);
    };

    const jobs: string[] = [await startJob()];
    while (killed.count < kills) {
      await sendLater();
      // Any moment of a part's way: claimed, between two photos, in the step that ends it.
      await sleep(Math.random() * 400);
      const victim = killed.count % servers.length;
      await servers[victim]!.kill();
      killed.count += 1;
      servers[victim] = await startServerProcess(settings, inspector);
      if (await isDone(jobs.at(-1)!)) jobs.push(await startJob());
    }
    const deadline = performance.now() + 300_000;
    for (const id of jobs) {
      while (!(await isDone(id))) {
        if (performance.now() > deadline) throw new Error(`Job ${id} does not end`);
        await sleep(100);
      }
    }

    let lines = 0;
    let lost = 0;
    let duplicates = 0;
    for (const id of jobs) {
      const { json: job } = await call('GET', `/v1/jobs/${id}`);
      if (job.state !== 'succeeded' || job.progress.done !== photos || job.counts.unchanged !== photos) {
        wrong.push(`job ${id}: ${JSON.stringify(job)}`);
      }
      const { text } = await call('GET', `/v1/jobs/${id}/result`);
      const seen = text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line).livePhotoId as string);
      lines += seen.length;
      duplicates += seen.length - new Set(seen).size;
      lost += stored.filter((photo) => !seen.includes(photo)).length;
    }

    let waitingLost = 0;
    for (const id of later) {
      for (;;) {
        const { json } = await call('GET', `/v1/uploads/${id}`);
        if (json.state === 'accepted') break;
        if (json.state !== 'pending' || performance.now() > deadline) {
          waitingLost += 1;
          wrong.push(`upload ${id}: ${JSON.stringify(json)}`);
          break;
        }
        await sleep(100);
      }
    }
    const list = (await call('GET', `/v1/livePhotos?clientId=${laterClient}&pageSize=1000`)).json;
    const listed: string[] = list.items.map(({ id }: { id: string }) => id);
    return {
      kills: killed.count,
      jobs: jobs.length,
      expected: jobs.length * photos,
      lines,
      lost,
      duplicates,
      waiting: later.size,
      waitingLost: waitingLost + [...later].filter((id) => !listed.includes(id)).length,
      waitingDuplicates: listed.length - new Set(listed).size + Math.max(0, listed.length - later.size),
      inspections,
      wrong,
    };
  } finally {
    await Promise.all(servers.map((server) => server.kill()));
    await real.dispose();
  }
}
