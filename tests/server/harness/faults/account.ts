/** Calls a server and keeps account of every answer, to hold against what is stored once the server is dead. */
import { createHash } from 'node:crypto';
import { openStorage, readConfig, verifyAudit } from '@livephoto/server/node';
import { silentLog } from '../../../../packages/server/src/log.ts';
import { newId, ownerOf } from '../../../../packages/server/src/testing/records.ts';

export type Deed =
  | 'client.create'
  | 'client.delete'
  | 'livePhoto.create'
  | 'livePhoto.read'
  | 'livePhoto.download'
  | 'livePhoto.redact'
  | 'livePhoto.delete'
  | 'token.create';

/** `no answer`: the server was killed meanwhile. */
type Answered = number | 'no answer';

interface Call {
  readonly deed: Deed;
  /** The client or photo that it was about, or that it made. */
  subject: string;
  answered: Answered;
}

interface Photo {
  readonly clientId: string;
  readonly digest: string;
  /** What was asked for and answered 2xx; `perhaps` while the end was not heard. */
  state: 'stored' | 'redacted' | 'deleted' | 'perhaps redacted' | 'perhaps deleted';
}

/** What was found amiss. */
export interface Finding {
  /** Answered 2xx and not there: the deed, its audit entry, or a bit of a picture. */
  readonly lost: readonly string[];
  /** Answered with an error, and there all the same. */
  readonly left: readonly string[];
}

export interface SlowAnswer {
  /** Such as `livePhoto.read 503`. */
  readonly what: string;
  readonly ms: number;
  /** Milliseconds, of these, in which this process itself came to nothing: the answer may have lain there. */
  readonly late: number;
}

export interface Account {
  readonly photos: Map<string, Photo>;
  readonly clients: Map<string, 'there' | 'deleted' | 'perhaps deleted'>;
  /** Answers by status. */
  readonly statuses: Map<string, number>;
  /** The slowest answers with an error of the stores, uploads left out, slowest first. */
  slowest(): readonly SlowAnswer[];
  /** Answers 503 and 507 without Retry-After. */
  readonly impolite: string[];
  /** Why the last call without an answer had none. */
  silence(): string;
  call(url: string, key: string, deed: Deed, subject: string, image?: Buffer): Promise<Answered>;
  /** Looks into the stores, with the server dead. */
  settle(env: Record<string, string>): Promise<Finding>;
  /** Bytes that belong to no live photo: asked once the sweeps had their time. */
  orphans(env: Record<string, string>): Promise<readonly string[]>;
}

const paths: Readonly<Record<Deed, (subject: string) => readonly [method: string, path: string]>> = {
  'client.create': () => ['POST', '/v1/clients'],
  'client.delete': (id) => ['DELETE', `/v1/clients/${id}`],
  'livePhoto.create': (id) => ['POST', `/v1/livePhotos?clientId=${id}&performLivenessCheck=false`],
  'livePhoto.read': (id) => ['GET', `/v1/livePhotos/${id}`],
  'livePhoto.download': (id) => ['GET', `/v1/livePhotos/${id}/download`],
  'livePhoto.redact': (id) => ['POST', `/v1/livePhotos/${id}/redact`],
  'livePhoto.delete': (id) => ['DELETE', `/v1/livePhotos/${id}`],
  'token.create': () => ['POST', '/v1/tokens'],
};

const live = ownerOf('live');
const person = { type: 'person', email: 'ada@example.com', personDetails: { firstName: 'A', lastName: 'L' } };

export function openAccount(): Account {
  /** By the request's id, which its audit entry has too; what was settled is taken out. */
  const calls = new Map<string, Call>();
  const photos: Account['photos'] = new Map();
  const clients: Account['clients'] = new Map();
  const statuses: Account['statuses'] = new Map();
  const impolite: string[] = [];
  let slowest: SlowAnswer[] = [];
  const lateness = watchLateness();
  let silence = '';
  /** Requests that were answered with an error. */
  const refused = new Set<string>();
  /** Stored, but the answer was cut off by the kill. */
  const unheard = new Set<string>();
  /** The chain's place up to which entries were looked at. */
  let seen = 0;

  const bodyOf = (deed: Deed, subject: string) =>
    deed === 'client.create'
      ? JSON.stringify(person)
      : deed === 'token.create'
        ? JSON.stringify({ clientId: subject })
        : undefined;

  const noteSlow = (what: string, start: number) => {
    const ms = Math.round(performance.now() - start);
    const late = Math.round(lateness(start));
    slowest = [...slowest, { what, ms, late }].sort((a, b) => b.ms - a.ms).slice(0, 5);
  };

  const call: Account['call'] = async (url, key, deed, subject, image) => {
    const requestId = newId();
    const record: Call = { deed, subject, answered: 'no answer' };
    calls.set(requestId, record);
    const photo = photos.get(subject);
    if (photo && deed === 'livePhoto.redact') photo.state = 'perhaps redacted';
    if (photo && deed === 'livePhoto.delete') photo.state = 'perhaps deleted';
    if (deed === 'client.delete') {
      clients.set(subject, 'perhaps deleted');
      for (const other of photos.values()) if (other.clientId === subject) other.state = 'perhaps deleted';
    }
    const [method, path] = paths[deed](subject);
    const body = image ?? bodyOf(deed, subject);
    const start = performance.now();
    let response: Response;
    let text: string;
    try {
      response = await fetch(url + path, {
        method,
        headers: {
          Authorization: key,
          'X-Request-Id': requestId,
          'Content-Type': image ? 'image/jpeg' : 'application/json',
        },
        ...(body === undefined ? {} : { body: body as BodyInit }),
      });
      text = await response.text();
    } catch (error) {
      const { message, cause } = error as Error;
      silence = `${message}: ${cause}`;
      return 'no answer';
    }
    const { status } = response;
    record.answered = status;
    statuses.set(`${deed} ${status}`, (statuses.get(`${deed} ${status}`) ?? 0) + 1);
    if (status === 503 || status === 507) {
      // Of an upload, the inspection is most.
      if (!image) noteSlow(`${deed} ${status}`, start);
      if (!response.headers.has('Retry-After')) impolite.push(`${deed} ${status}`);
    }
    if (status >= 300) {
      refused.add(requestId);
      return status;
    }
    if (deed === 'client.create') {
      record.subject = JSON.parse(text).id;
      clients.set(record.subject, 'there');
    } else if (deed === 'livePhoto.create') {
      record.subject = JSON.parse(text).id;
      photos.set(record.subject, { clientId: subject, digest: digest(image!), state: 'stored' });
    } else if (deed === 'livePhoto.redact') photo!.state = 'redacted';
    else if (deed === 'livePhoto.delete') photo!.state = 'deleted';
    else if (deed === 'client.delete') {
      clients.set(subject, 'deleted');
      for (const other of photos.values()) if (other.clientId === subject) other.state = 'deleted';
    } else if (deed === 'livePhoto.download' && photo?.state === 'stored') {
      if (digest(Buffer.from(JSON.parse(text).data, 'base64')) !== photo.digest) {
        throw new Error(`Another picture was downloaded than was uploaded: ${subject}`);
      }
    }
    return status;
  };

  const settle: Account['settle'] = async (env) => {
    const lost: string[] = [];
    const left: string[] = [];
    const storage = await openStorage(readConfig({}, env), silentLog);
    const { store, blobs, vault } = storage;
    try {
      const verdict = await verifyAudit(store);
      if (verdict.fault) lost.push(`the audit chain: ${verdict.fault}`);

      // Entries against calls.
      const entries = new Map<string, string>();
      for (;;) {
        const page = await store.listChain(seen, 1000);
        for (const { requestId, action, seq } of page) {
          if (requestId !== null) entries.set(`${requestId} ${action}`, requestId);
          seen = seq;
        }
        if (page.length < 1000) break;
      }
      for (const [requestId, { deed, subject, answered }] of calls) {
        const isThere = entries.has(`${requestId} ${deed}`);
        if (typeof answered === 'number' && answered < 300 && !isThere) {
          lost.push(`the audit entry of ${deed} of ${subject}, answered ${answered}`);
        }
        calls.delete(requestId);
      }

      // Clients and photos against answers.
      for (const [id, state] of clients) {
        const isThere = (await store.getClient(live, id)) !== undefined;
        if (state === 'there' && !isThere) lost.push(`client ${id}`);
        if (state === 'deleted' && isThere) lost.push(`the deletion of client ${id}`);
        if (isThere) clients.set(id, 'there');
        else clients.delete(id);
      }
      for (const [id, photo] of photos) {
        const record = await store.getLivePhoto(live, id);
        if (!record) {
          // With its client, it may have gone while another call was about it.
          const wasDeleted = /deleted/.test(photo.state) || !clients.has(photo.clientId);
          if (!wasDeleted) lost.push(`photo ${id}, ${photo.state}; ${await historyOf(store, id)}`);
          photos.delete(id);
          continue;
        }
        if (photo.state === 'deleted') lost.push(`the deletion of photo ${id}`);
        if (photo.state === 'redacted' && record.wrappedKey !== null)
          lost.push(`the redaction of photo ${id}`);
        if (record.wrappedKey === null) {
          if (!/redacted|deleted/.test(photo.state)) lost.push(`the image of photo ${id}, ${photo.state}`);
          photo.state = 'redacted';
          continue;
        }
        const sealed = await blobs.get(record.blobKey);
        const bytes =
          sealed && (await vault.open({ bytes: sealed, wrappedKey: record.wrappedKey }, record.blobKey));
        if (!bytes || digest(Buffer.from(bytes)) !== photo.digest) lost.push(`a bit of photo ${id}`);
        if ((await store.getReport(live, id)) === undefined) lost.push(`the report of photo ${id}`);
        photo.state = 'stored';
      }

      // What is there and was never acknowledged: it may be what a killed server did not come to answer.
      for (let page = 1; ; page++) {
        const { items } = await store.listClients(live, { page, pageSize: 1000 });
        for (const { id } of items) {
          if (clients.has(id)) continue;
          if (await wasAnswered(store, 'client.create', id)) left.push(`client ${id}`);
          clients.set(id, 'there');
        }
        if (items.length < 1000) break;
      }
      for (const clientId of clients.keys()) {
        const { items } = await store.listLivePhotos(live, { clientId, page: 1, pageSize: 1000 });
        for (const { id } of items) {
          if (photos.has(id)) continue;
          if (await wasAnswered(store, 'livePhoto.create', id)) left.push(`photo ${id}`);
          // Not the callers' any more: nothing is known of its picture.
          unheard.add(id);
        }
      }
    } finally {
      await storage.close();
    }
    return { lost, left };
  };

  /** What the audit log has of a photo, newest first. */
  const historyOf = async (store: Awaited<ReturnType<typeof openStorage>>['store'], id: string) => {
    const { items } = await store.listAudit(live, { page: 1, pageSize: 5, livePhotoId: id });
    return items.map(({ action, keyId, createdAt }) => `${action} by ${keyId} at ${createdAt}`).join(', ');
  };

  const wasAnswered = async (
    store: Awaited<ReturnType<typeof openStorage>>['store'],
    action: 'client.create' | 'livePhoto.create',
    id: string,
  ) => {
    const { items } = await store.listAudit(live, {
      page: 1,
      pageSize: 10,
      action,
      ...(action === 'client.create' ? { clientId: id } : { livePhotoId: id }),
    });
    const [entry] = items;
    if (!entry) return true;
    return entry.requestId !== null && refused.has(entry.requestId);
  };

  return {
    photos,
    clients,
    statuses,
    impolite,
    slowest: () => slowest,
    silence: () => silence,
    call,
    settle,
    async orphans(env) {
      const storage = await openStorage(readConfig({}, env), silentLog);
      const found: string[] = [];
      for await (const key of storage.blobs.list()) {
        const photo = await storage.store.getLivePhoto(live, key.slice('live/'.length));
        if (!photo || photo.wrappedKey === null) found.push(key);
      }
      await storage.close();
      return found;
    },
  };
}

/** @returns what says for how many milliseconds since a moment this process came to nothing. */
function watchLateness(): (since: number) => number {
  const beat = 50;
  const pauses: { readonly end: number; readonly ms: number }[] = [];
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - last > 2 * beat) pauses.push({ end: now, ms: now - last - beat });
    last = now;
  }, beat).unref();
  return (since) =>
    pauses.reduce((sum, { end, ms }) => sum + (end > since ? Math.min(ms, end - since) : 0), 0);
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
