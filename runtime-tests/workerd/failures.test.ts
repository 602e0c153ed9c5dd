/** What goes wrong in an isolate, for real: nothing half written is left, and the next request is served. */
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quadrantsAvif, quadrantsHeic } from '../../packages/core/src/image/testing/heif-fixtures.ts';
import { inspectOnNode, type Photo, type Reports, readSample } from './reports.ts';
import {
  buildWorker,
  type RunningWorker,
  type StartOptions,
  startWorker,
  trapWorker,
  type WorkerBuild,
} from './start-worker.ts';

const selfie = readSample('selfie.jpg');
const masked = readSample('masked.jpg');
const person = {
  type: 'person',
  email: 'ada@example.com',
  personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
};

// A workerd and an inspector for each case, on machines that may have much else to do.

let build: WorkerBuild;
let onNode: Reports;
beforeAll(async () => {
  build = await buildWorker({ entry: trapWorker });
  onNode = await inspectOnNode([selfie, masked]);
});
afterAll(() => build?.remove());

async function withWorker(options: StartOptions, use: (worker: RunningWorker) => Promise<void>) {
  const worker = await startWorker(build, options);
  try {
    await use(worker);
  } finally {
    await worker.close();
  }
}

const jpeg = { 'Content-Type': 'image/jpeg' };
const inspect = (worker: RunningWorker, { bytes }: Photo = selfie, signal?: AbortSignal) =>
  worker.call('POST', '/v1/inspections', { body: bytes, headers: jpeg, ...(signal ? { signal } : {}) });
const upload = (worker: RunningWorker, clientId: string, signal?: AbortSignal, key = worker.liveKey) =>
  worker.call('POST', `/v1/livePhotos?clientId=${clientId}&performLivenessCheck=false`, {
    body: selfie.bytes,
    headers: jpeg,
    key,
    ...(signal ? { signal } : {}),
  });
const createClient = async (worker: RunningWorker): Promise<string> =>
  (await worker.call('POST', '/v1/clients', { body: person })).json.id;
const canonical = ({ timings: _, ...report }: { timings?: unknown }) => JSON.stringify(report);

/** Names of objects in R2, and what D1 knows of them. */
async function stored(worker: RunningWorker) {
  const d1 = await worker.database();
  const column = async (query: string) =>
    ((await d1.prepare(query).all()).results as { blob_key: string }[]).map((row) => row.blob_key).toSorted();
  const { objects } = await (await worker.bucket()).list();
  return {
    objects: objects.map(({ key }) => key).toSorted(),
    photos: await column('select blob_key from live_photos'),
    notes: await column('select blob_key from pending_blobs'),
  };
}
const nothing = { objects: [], photos: [], notes: [] };
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a Worker that is not set up', () => {
  it('names every binding, secret and setting that is missing or wrong, in the answer and the log', () =>
    withWorker(
      {
        without: ['DB', 'PHOTOS', 'LIVEPHOTO_MASTER_KEY'],
        vars: { LIVEPHOTO_PORT: '80', LIVEPHOTO_POLICY: 'kind' },
      },
      async (worker) => {
        const { status, json } = await worker.call('GET', '/v1/clients');
        expect(status).toBe(503);
        expect(json.type).toBe('service_unavailable');
        for (const part of [
          'The binding DB (D1 database) is missing: add it to d1_databases in wrangler.jsonc',
          'The binding PHOTOS (R2 bucket) is missing: add it to r2_buckets in wrangler.jsonc',
          'LIVEPHOTO_PORT is no setting of a Worker',
          'LIVEPHOTO_POLICY must be one of default',
        ]) {
          expect(json.message).toContain(part);
          expect(worker.logLines.join()).toContain(part);
        }
      },
    ));

  it('names a master key that is missing, and tables that are', async () => {
    await withWorker({ without: ['LIVEPHOTO_MASTER_KEY'] }, async (worker) => {
      const { status, json } = await worker.call('GET', '/v1/clients');
      expect(status).toBe(503);
      expect(json.message).toContain('The secret LIVEPHOTO_MASTER_KEY is missing: openssl rand');
    });
    await withWorker({}, async (worker) => {
      const d1 = await worker.database();
      await d1.prepare('drop table api_keys').run();
      const { status, json } = await worker.call('GET', '/v1/clients');
      expect(status).toBe(503);
      expect(json.message).toContain('has no tables yet: wrangler d1 migrations apply DB');
    });
  });
});

describe('a trap in WebAssembly', () => {
  it('is answered with what happened, and the next photo is inspected as before', () =>
    withWorker({}, async (worker) => {
      const clientId = await createClient(worker);
      for (let round = 0; round < 3; round++) {
        expect(canonical((await inspect(worker)).json)).toBe(onNode['selfie.jpg']);
        await worker.call('POST', '/test/overwrite-wasm-memory');
        const broken = round === 0 ? await upload(worker, clientId) : await inspect(worker);
        expect(broken.status).toBe(503);
        expect(broken.headers.get('retry-after')).toBe('1');
        expect(broken.json).toEqual({
          type: 'service_unavailable',
          message: 'The inspection broke off and the inspector is started anew: send the photo again',
        });
      }
      expect(worker.logLines.join()).toMatch(/"RuntimeError".*an inspection broke off/);
      expect(await stored(worker)).toEqual(nothing);
      // As the answer says: sent again, it goes through.
      expect((await upload(worker, clientId)).status).toBe(200);
      expect(canonical((await inspect(worker, masked)).json)).toBe(onNode['masked.jpg']);
    }));
});

describe('a client that goes away', () => {
  it('during its upload: nothing is stored, and the next one is served', () =>
    withWorker({}, async (worker) => {
      const clientId = await createClient(worker);
      for (const part of [0, 0.5, 0.99]) {
        await sendPart(worker, `/v1/livePhotos?clientId=${clientId}`, selfie.bytes, part);
      }
      await sleep(300);
      expect(await stored(worker)).toEqual(nothing);
      expect((await upload(worker, clientId)).status).toBe(200);
    }));

  it('during the inspection: it is stopped, nothing is stored, and the next one is served', () =>
    withWorker({}, async (worker) => {
      const clientId = await createClient(worker);
      let answered = 0;
      const stopped = () => worker.logLines.filter((line) => line.includes('"error":"inspection_aborted"'));
      for (let round = 0; round < 30 && stopped().length < 2; round++) {
        const path = `/v1/livePhotos?clientId=${clientId}`;
        if (!(await worker.leave(path, selfie.bytes, 10 + 10 * (round % 10)))) answered += 1;
      }
      expect(stopped().length).toBeGreaterThanOrEqual(2);
      expect(stopped()[0]).toContain('"status":499');
      expect(canonical((await inspect(worker)).json)).toBe(onNode['selfie.jpg']);
      const { objects, photos, notes } = await stored(worker);
      // Who left when the photo was inspected already has it stored, whole.
      expect(photos.length).toBeGreaterThanOrEqual(answered);
      expect(objects).toEqual(photos);
      expect(notes).toEqual([]);
    }));

  it('where the platform ends the request with it: the one after takes over', () =>
    withWorker({ vars: { LIVEPHOTO_INSPECTION_TIMEOUT: '5' } }, async (worker) => {
      await inspect(worker);
      const finished = () =>
        worker.logLines.filter((line) => line.includes('"route":"/v1/inspections","status":200')).length;
      // Long enough to leave in the middle: no face is found upright, so it is searched for turned.
      const long = readSample('no-face.jpg');
      let answered = 0;
      while (!(await worker.leave('/test/without-wait', long.bytes, 40)) && answered < 20) answered += 1;
      expect(answered).toBeLessThan(20);
      expect(canonical((await inspect(worker)).json)).toBe(onNode['selfie.jpg']);
      expect(worker.logLines.join()).toContain('an inspection ended without a word');
      // The one that was ended never came to its log line.
      expect(finished()).toBe(1 + answered + 1);
    }));
});

describe('an inspection that takes too long', () => {
  it('is given up, and keeps nobody waiting', () =>
    withWorker({ vars: { LIVEPHOTO_INSPECTION_TIMEOUT: '0.02' } }, async (worker) => {
      const clientId = await createClient(worker);
      await worker.call('GET', '/readyz');
      for (let round = 0; round < 2; round++) {
        const answer = await upload(worker, clientId);
        expect(answer).toMatchObject({ status: 503, json: { type: 'service_unavailable' } });
        expect(answer.json.message).toBe(
          'The inspection took longer than 0.02 s and was given up: try again',
        );
      }
      expect(await stored(worker)).toEqual(nothing);
    }));
});

describe('several uploads in one isolate', () => {
  it('do not mix, and those beyond the queue are told to come back', () =>
    withWorker({ vars: { LIVEPHOTO_QUEUE: '2' } }, async (worker) => {
      const [one, two] = await Promise.all([inspect(worker, selfie), inspect(worker, masked)]);
      expect(canonical(one.json)).toBe(onNode['selfie.jpg']);
      expect(canonical(two.json)).toBe(onNode['masked.jpg']);

      const clientId = await createClient(worker);
      const answers = await Promise.all(Array.from({ length: 8 }, () => upload(worker, clientId)));
      const accepted = answers.filter(({ status }) => status === 200);
      const refused = answers.filter(({ status }) => status === 503);
      expect(accepted.length + refused.length).toBe(8);
      expect(accepted.length).toBeGreaterThanOrEqual(3);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused[0]!.json.message).toBe('Too many uploads at once: try again in a moment');
      const { objects, photos, notes } = await stored(worker);
      expect(photos).toEqual(accepted.map(({ json }) => `live/${json.id}`).toSorted());
      expect(objects).toEqual(photos);
      expect(notes).toEqual([]);
    }));
});

describe('a body that does not arrive', () => {
  it('is refused in time, and its place is free again', () =>
    withWorker({ vars: { LIVEPHOTO_REQUEST_TIMEOUT: '1', LIVEPHOTO_QUEUE: '0' } }, async (worker) => {
      const answer = await sendPart(worker, '/v1/inspections', selfie.bytes, 0.5, true);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('The request took too long to arrive');
      expect((await inspect(worker)).status).toBe(200);
    }));
});

describe('a body over the limit', () => {
  it('is refused from its header, before it is sent, and at the limit where no header tells', () =>
    withWorker({}, async (worker) => {
      const head = await sendPart(worker, '/v1/inspections', new Uint8Array(9_000_000), 0, true);
      expect(head).toMatch(/^HTTP\/1\.1 413 /);
      expect(head).toContain('payload_too_large');

      let sent = 0;
      const enough = 64 * 1024 * 1024;
      const over = new AbortController();
      const endless = new ReadableStream({
        async pull(controller) {
          // Without a pause Node would send on for ever, and never come to read the answer.
          await new Promise(setImmediate);
          sent += 65_536;
          if (sent >= enough) controller.error(new Error('The body was never refused'));
          else controller.enqueue(new Uint8Array(65_536));
        },
      });
      const response = await fetch(`${worker.url}/v1/inspections`, {
        method: 'POST',
        body: endless,
        headers: { Authorization: worker.liveKey, ...jpeg },
        signal: over.signal,
        // Node's own name for a body that is a stream.
        duplex: 'half',
      } as RequestInit).catch(() => undefined);
      over.abort();
      if (response) expect(response.status).toBe(413);
      expect(sent).toBeLessThan(enough);
      expect((await inspect(worker)).status).toBe(200);
    }));

  it('and pictures that would not fit an isolate are refused from theirs', () =>
    withWorker({}, async (worker) => {
      const wide = Buffer.from(selfie.bytes);
      // The frame header of the sample says 24 megapixels in a progressive JPG.
      const frame = wide.indexOf(Buffer.from([0xff, 0xc0]));
      wide[frame + 1] = 0xc2;
      wide.writeUInt16BE(6000, frame + 5);
      wide.writeUInt16BE(4000, frame + 7);
      const answer = await inspect(worker, { name: 'wide', bytes: wide });
      expect(answer.status).toBe(400);
      expect(answer.json.message).toContain('takes too much memory');
    }));

  it('and HEIC and AVIF, whose decoder is left out, with what to send in their place', () =>
    withWorker({}, async (worker) => {
      for (const [name, bytes] of Object.entries({ HEIC: quadrantsHeic, AVIF: quadrantsAvif })) {
        const answer = await inspect(worker, { name, bytes });
        expect(answer.status).toBe(400);
        expect(answer.json).toMatchObject({ type: 'invalid_request', param: 'data' });
        expect(answer.json.message).toMatch(`${name} file, which is not read here: send a JPG, PNG or WebP`);
      }
      expect((await inspect(worker)).status).toBe(200);
    }));
});

describe('an upload that ends between its stages', () => {
  it('when D1 refuses its row: the bytes are swept', () =>
    withWorker({ vars: { LIVEPHOTO_STORE_TIMEOUT: '1' } }, async (worker) => {
      const clientId = await createClient(worker);
      const d1 = await worker.database();
      await d1
        .prepare("create trigger full before insert on live_photos begin select raise(abort, 'full'); end")
        .run();
      expect(await upload(worker, clientId)).toMatchObject({
        status: 503,
        json: { type: 'service_unavailable', message: 'The photo could not be stored: try again' },
      });
      const left = await stored(worker);
      expect(left.objects).toHaveLength(1);
      expect(left).toMatchObject({ photos: [], notes: left.objects });
      await d1.prepare('drop trigger full').run();
      await sleep(1100);
      await worker.runCron('*/5 * * * *');
      expect(await stored(worker)).toEqual(nothing);
    }));

  it('when the whole runtime is killed, as an isolate is at its limits: what was answered is there, nothing else', async () => {
    const persist = `${build.folder}-killed`;
    const vars = { LIVEPHOTO_STORE_TIMEOUT: '1', LIVEPHOTO_QUEUE: '20' };
    const answered: string[] = [];
    let clientId: string | undefined;
    let key = '';
    for (let round = 0; round < 3; round++) {
      const worker = await startWorker(build, { persist, vars });
      key ||= worker.liveKey;
      clientId ??= await createClient(worker);
      await inspect(worker);
      const uploads = Array.from({ length: 12 }, async () => {
        const { status, json } = await upload(worker, clientId!, undefined, key);
        if (status === 200) answered.push(json.id);
      });
      // Not before one of them was stored: the others are on their way then.
      await Promise.race(uploads);
      await sleep(10 + 35 * round);
      process.kill(worker.pid, 'SIGKILL');
      await Promise.allSettled(uploads);
      await worker.close();
    }
    await withWorker({ persist, vars }, async (worker) => {
      await sleep(1100);
      await worker.runCron('17 3 * * *');
      const { objects, photos, notes } = await stored(worker);
      expect(objects).toEqual(photos);
      expect(notes).toEqual([]);
      expect(answered.length).toBeGreaterThanOrEqual(3);
      expect(photos).toEqual(expect.arrayContaining(answered.map((id) => `live/${id}`)));
      for (const id of answered) {
        const { bytes } = await worker.call('GET', `/v1/livePhotos/${id}/download`, {
          key,
          headers: { Accept: 'image/*' },
        });
        expect(Buffer.from(bytes).equals(Buffer.from(selfie.bytes))).toBe(true);
      }
    });
    await rm(persist, { recursive: true });
  });
});

/** Sends a request's head and so much of its body, then hangs up, or waits for the answer and returns its beginning. */
function sendPart(
  worker: RunningWorker,
  path: string,
  body: Uint8Array,
  part: number,
  wait = false,
): Promise<string> {
  const { hostname, port } = new URL(worker.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: ${worker.liveKey}\r\n` +
          `Content-Type: image/jpeg\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      socket.write(body.subarray(0, Math.floor(body.length * part)));
      if (!wait) {
        setTimeout(() => {
          socket.destroy();
          resolve('');
        }, 100);
      }
    });
    socket.on('error', reject);
    socket.setEncoding('utf8');
    let answer = '';
    socket.on('data', (text) => {
      answer += text;
      if (!answer.includes('}')) return;
      socket.destroy();
      resolve(answer);
    });
  });
}
