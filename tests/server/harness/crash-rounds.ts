/**
 * Kills a server at random moments of a load of uploads, redactions and deletions, again and again, and keeps account
 * of what it acknowledged.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultAccount, openStorage, readConfig } from '@livephoto/server/node';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { silentLog } from '../../../packages/server/src/log.ts';
import { readSample } from './server.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** What a caller knows of a live photo: acknowledged for sure, or asked for without hearing the end. */
type Knowledge = 'stored' | 'redacted' | 'deleted' | 'perhaps redacted' | 'perhaps deleted';

export interface CrashReport {
  readonly rounds: number;
  readonly acknowledgedUploads: number;
  readonly acknowledgedDeletions: number;
  /** Calls that were under way when the server was killed. */
  readonly interrupted: number;
  /** Blobs whose bytes the kill left without a live photo, for the sweep to find. */
  readonly caughtStoring: number;
  /** Uploads answered 503. */
  readonly turnedAway: number;
  /** Error lines of the servers' logs. */
  readonly errors: readonly string[];
  /** Everything that is not as it was acknowledged; must be empty. */
  readonly wrong: readonly string[];
  /** Blobs that no live photo points at, once swept; must be empty. */
  readonly orphans: readonly string[];
}

/** @param env of the server: where it stores. */
export async function runCrashRounds(rounds: number, env: Record<string, string>): Promise<CrashReport> {
  const settings = {
    LIVEPHOTO_PORT: '0',
    LIVEPHOTO_WORKERS: '1',
    LIVEPHOTO_RATE_LIVE: '1000000',
    LIVEPHOTO_STORE_TIMEOUT: '3',
    LIVEPHOTO_SWEEP_INTERVAL: '0.5',
    ...env,
  };
  const inspector = await createNodeInspector();
  const images = await Promise.all(['selfie.jpg', 'exif-1.jpg', 'exif-3.jpg'].map(readSample));
  const noFace = await readSample('no-face.jpg');
  const known = new Map<string, { state: Knowledge; image: Buffer }>();
  const wrong: string[] = [];
  let key = '';
  let clientId = '';
  let interrupted = 0;
  const errors: string[] = [];
  let caughtStoring = 0;
  let turnedAway = 0;
  const acknowledged = { uploads: 0, deletions: 0 };
  const states = () => new Map([...known].map(([id, { state }]) => [id, state]));

  const call = async (server: ServerProcess, method: string, path: string, body?: Uint8Array | string) => {
    const type = typeof body === 'string' ? 'application/json' : 'image/jpeg';
    const response = await fetch(server.url + path, {
      method,
      headers: { Authorization: key, ...(body ? { 'Content-Type': type } : {}) },
      ...(body ? { body: body as BodyInit } : {}),
    });
    const text = await response.text();
    return { status: response.status, json: text ? JSON.parse(text) : undefined };
  };

  /** One caller: acts until the server is gone. */
  const act = async (
    server: ServerProcess,
    isOver: () => boolean,
    onStored: () => void,
    acts: readonly string[],
  ) => {
    while (!isOver()) {
      const what = acts[Math.floor(Math.random() * acts.length)]!;
      const stored = [...known].filter(([, { state }]) => state === 'stored');
      const [id, photo] = stored[Math.floor(Math.random() * stored.length)] ?? [];
      try {
        if (what === 'upload') {
          const image = images[Math.floor(Math.random() * images.length)]!;
          const path = `/v1/livePhotos?clientId=${clientId}&performLivenessCheck=false`;
          const { status, json } = await call(server, 'POST', path, image);
          if (status === 200) {
            known.set(json.id, { state: 'stored', image });
            acknowledged.uploads += 1;
            onStored();
          } else if (status === 503) {
            // Not stored in time, and said so: a slow machine's doing, and no acknowledgement.
            turnedAway += 1;
          } else wrong.push(`an upload was answered ${status}`);
        } else if (what === 'refused upload') {
          const { status } = await call(server, 'POST', `/v1/livePhotos?clientId=${clientId}`, noFace);
          if (status !== 422) wrong.push(`an upload to refuse was answered ${status}`);
        } else if (id && photo && stored.length > 4) {
          const [method, suffix, doubt, sure] =
            what === 'delete'
              ? (['DELETE', '', 'perhaps deleted', 'deleted'] as const)
              : (['POST', '/redact', 'perhaps redacted', 'redacted'] as const);
          photo.state = doubt;
          const { status } = await call(server, method, `/v1/livePhotos/${id}${suffix}`);
          if (status < 300) {
            photo.state = sure;
            if (sure === 'deleted') acknowledged.deletions += 1;
          } else wrong.push(`${what} was answered ${status}`);
        } else {
          await sleep(5);
        }
      } catch (error) {
        if (!isOver()) wrong.push(`${what} failed while the server ran: ${String(error)}`);
        interrupted += 1;
        return;
      }
    }
  };

  /** Holds every acknowledgement against what the restarted server answers. */
  const check = async (server: ServerProcess, download: boolean) => {
    for (const [id, photo] of known) {
      const { status } = await call(server, 'GET', `/v1/livePhotos/${id}`);
      const gone = photo.state === 'deleted' || (photo.state === 'perhaps deleted' && status === 404);
      if (gone) {
        if (status !== 404) wrong.push(`${id} was deleted and answers ${status}`);
        known.delete(id);
        continue;
      }
      if (status !== 200) wrong.push(`${id} is ${photo.state} and answers ${status}`);
      if (!download && photo.state === 'stored') continue;
      const image = await call(server, 'GET', `/v1/livePhotos/${id}/download`);
      const isWhole =
        image.status === 200 && digest(Buffer.from(image.json.data, 'base64')) === digest(photo.image);
      if (photo.state.startsWith('perhaps')) photo.state = isWhole ? 'stored' : 'redacted';
      if (photo.state === 'stored' && !isWhole) wrong.push(`${id} is stored, but its image is not`);
      if (photo.state === 'redacted' && image.status !== 404) wrong.push(`${id} was redacted and is not`);
    }
  };

  for (let round = 0; round < rounds; round++) {
    const server = await startServerProcess(settings, inspector);
    if (round === 0) {
      key = server.newKeys[1]!;
      const ada = {
        type: 'person',
        email: 'ada@example.com',
        personDetails: { firstName: 'A', lastName: 'L' },
      };
      clientId = (await call(server, 'POST', '/v1/clients', JSON.stringify(ada))).json.id;
    }
    await check(server, false);
    let over = false;
    let stored = 0;
    let onStored = () => {};
    const enough = new Promise<void>((resolve) => {
      const wanted = 1 + Math.floor(Math.random() * 4);
      onStored = () => {
        stored += 1;
        if (stored >= wanted) resolve();
      };
    });
    const callers = [
      ...Array.from({ length: 3 }, () =>
        act(
          server,
          () => over,
          () => onStored(),
          [...Array(7).fill('upload'), 'refused upload'],
        ),
      ),
      act(
        server,
        () => over,
        () => {},
        ['delete', 'redact'],
      ),
    ];
    // Some uploads in, and then any moment of the next ones' way: inspection, reservation, bytes, row, answer.
    await enough;
    await sleep(Math.random() * 60);
    over = true;
    await server.kill();
    await Promise.all(callers);
    errors.push(...server.errors());
    caughtStoring += (await findOrphans(settings, states())).length;
  }

  const server = await startServerProcess(settings, inspector);
  await check(server, true);
  // Longer than an upload may take and the next sweep after it.
  await sleep(5000);
  await server.terminate();
  await inspector.dispose();
  return {
    rounds,
    acknowledgedUploads: acknowledged.uploads,
    acknowledgedDeletions: acknowledged.deletions,
    interrupted,
    caughtStoring,
    turnedAway,
    errors,
    wrong,
    orphans: await findOrphans(settings, states()),
  };
}

/** Blobs in the store that belong to no stored live photo. */
async function findOrphans(env: Record<string, string>, known: Map<string, Knowledge>): Promise<string[]> {
  const storage = await openStorage(readConfig({}, env), silentLog);
  const orphans: string[] = [];
  const owner = { account: defaultAccount, mode: 'live' } as const;
  for await (const key of storage.blobs.list()) {
    const photo = await storage.store.getLivePhoto(owner, key.slice('live/'.length));
    // An upload that was stored, but whose answer the kill cut off, is the caller's doubt and no orphan.
    if (!photo || photo.wrappedKey === null || known.get(photo.id) === 'redacted') orphans.push(key);
  }
  await storage.close();
  return orphans;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
