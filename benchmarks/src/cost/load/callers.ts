/** Callers that upload, read, redact and delete as fast as they are answered, and check every answer. */
import { LivePhotoError } from '@livephoto/core';
import type { Server } from './server.ts';

export interface Photo {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether the default policy takes it. */
  readonly accepted: boolean;
}

/** What the callers saw. */
export interface Account {
  /** Milliseconds of each call, by what it was. */
  readonly times: Map<string, number[]>;
  /** Answers that were not what they had to be. */
  readonly wrong: string[];
  /** Acknowledged live photos that were not deleted, and whether they were redacted. */
  readonly kept: Map<string, { readonly photo: Photo; readonly redacted: boolean }>;
}

export function newAccount(): Account {
  return { times: new Map(), wrong: [], kept: new Map() };
}

export interface Caller {
  /** Runs until `over` says so; never throws. */
  run(over: () => boolean): Promise<void>;
}

export function createCaller(
  server: Server,
  clientId: string,
  photos: readonly Photo[],
  account: Account,
): Caller {
  const call = async (what: string, method: string, path: string, init: RequestInit, expected: number) => {
    const start = performance.now();
    const response = await fetch(server.url + path, {
      ...init,
      method,
      headers: { Authorization: server.liveKey, ...init.headers },
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const times = account.times.get(what) ?? [];
    times.push(performance.now() - start);
    account.times.set(what, times);
    if (response.status !== expected) {
      account.wrong.push(
        `${what} answered ${response.status}: ${new TextDecoder().decode(bytes.slice(0, 200))}`,
      );
      return undefined;
    }
    return bytes;
  };
  const json = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

  const oneRound = async () => {
    const photo = photos[Math.floor(Math.random() * photos.length)] as Photo;
    const uploaded = await call(
      photo.accepted ? 'upload' : 'refused upload',
      'POST',
      `/v1/livePhotos?clientId=${clientId}`,
      { body: photo.bytes, headers: { 'Content-Type': 'image/jpeg' } },
      photo.accepted ? 200 : 422,
    );
    if (!uploaded || !photo.accepted) return;
    const { id, size } = json(uploaded);
    account.kept.set(id, { photo, redacted: false });
    if (size !== photo.bytes.length) account.wrong.push(`upload answered a size of ${size}`);

    const path = `/v1/livePhotos/${id}`;
    const got = await call('get', 'GET', path, {}, 200);
    if (got && json(got).id !== id) account.wrong.push('get answered another photo');
    const image = await call('download', 'GET', `${path}/download`, { headers: { Accept: 'image/*' } }, 200);
    if (image && !sameBytes(image, photo.bytes)) account.wrong.push('download answered other bytes');
    const list = await call('list', 'GET', `/v1/livePhotos?clientId=${clientId}&pageSize=20`, {}, 200);
    if (list && !Array.isArray(json(list).items)) account.wrong.push('list answered no list');

    const end = Math.random();
    if (end < 0.2) {
      await call('redact', 'POST', `${path}/redact`, {}, 200);
      await call('download of redacted', 'GET', `${path}/download`, {}, 404);
      account.kept.set(id, { photo, redacted: true });
    } else if (end < 0.6) {
      await call('delete', 'DELETE', path, {}, 204);
      account.kept.delete(id);
    }
  };

  return {
    async run(over) {
      while (!over()) {
        try {
          await oneRound();
        } catch (error) {
          account.wrong.push(`no answer: ${error instanceof Error ? error.message : error}`);
        }
      }
    },
  };
}

/** @throws {LivePhotoError} when the server makes no client. */
export async function createClient(server: Server): Promise<string> {
  const response = await fetch(`${server.url}/v1/clients`, {
    method: 'POST',
    headers: { Authorization: server.liveKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      type: 'person',
      email: 'load@example.com',
      personDetails: { firstName: 'Load', lastName: 'Test' },
    }),
  });
  if (!response.ok) throw new LivePhotoError('service_unavailable', `No client: ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

/** Downloads everything that was acknowledged. @returns the ids that are not as they were acknowledged. */
export async function findLost(server: Server, account: Account): Promise<string[]> {
  const lost: string[] = [];
  for (const [id, { photo, redacted }] of account.kept) {
    const response = await fetch(`${server.url}/v1/livePhotos/${id}/download`, {
      headers: { Authorization: server.liveKey, Accept: 'image/*' },
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const right = redacted ? response.status === 404 : response.ok && sameBytes(bytes, photo.bytes);
    if (!right) lost.push(id);
  }
  return lost;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
