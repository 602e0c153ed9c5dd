/**
 * Clients, live photos and the audit log in memory, for tests of what stands before a store: they may open no database. What
 * stores do is held by their contract and not here; what this one lacks fails the test that asks for it.
 */
import type { InspectionReport } from '@livephoto/core';
import type {
  AuditEntry,
  ClientRecord,
  IdempotencyEntry,
  LivePhotoRecord,
  LivePhotoStore,
  Owner,
  PageRequest,
} from '../store/live-photo-store.ts';

export interface HeldStore extends LivePhotoStore {
  /** In the order written. */
  readonly audit: AuditEntry[];
  /** Blobs that were reserved and belong to no photo yet, or no more. */
  readonly noted: Set<string>;
  /** What the next step throws instead of being done. */
  failure: Error | undefined;
}

interface Kept {
  photo: LivePhotoRecord;
  readonly report: InspectionReport;
  readonly idempotency: IdempotencyEntry | undefined;
}

const isOf = (owner: Owner, object: Owner) => owner.account === object.account && owner.mode === object.mode;

function pageOf<Item>(items: readonly Item[], { page, pageSize }: PageRequest) {
  const newest = items.toReversed();
  return { items: newest.slice((page - 1) * pageSize, page * pageSize), totalItems: items.length };
}

export function createHeldStore(): HeldStore {
  const clients = new Map<string, ClientRecord>();
  const photos = new Map<string, Kept>();
  const audit: AuditEntry[] = [];
  const noted = new Set<string>();
  const clientOf = (owner: Owner, id: string) => {
    const client = clients.get(id);
    return client && isOf(owner, client) ? client : undefined;
  };
  const keptOf = (owner: Owner, id: string) => {
    const kept = photos.get(id);
    return kept && isOf(owner, kept.photo) ? kept : undefined;
  };
  const steps = {
    async createClient(client, entry) {
      clients.set(client.id, client);
      audit.push(entry);
    },
    getClient: async (owner, id) => clientOf(owner, id),
    listClients: async (owner, page) =>
      pageOf(
        [...clients.values()].filter((client) => isOf(owner, client)),
        page,
      ),
    async updateClient(client, before, entry) {
      const held = clientOf(client, client.id);
      if (held?.updatedAt !== before) return held ? 'changed' : 'missing';
      clients.set(client.id, client);
      audit.push(entry);
      return 'updated';
    },
    async deleteClient(owner, id, entry) {
      if (!clientOf(owner, id)) return undefined;
      clients.delete(id);
      audit.push(entry);
      const theirs = [...photos.values()].filter(({ photo }) => photo.clientId === id);
      for (const { photo } of theirs) photos.delete(photo.id);
      return theirs.map(({ photo }) => photo.blobKey);
    },
    async reserveBlob(blobKey) {
      noted.add(blobKey);
    },
    async forgetBlob(blobKey) {
      noted.delete(blobKey);
    },
    async commitUpload({ photo, report, audit: entry, idempotency }) {
      if (!clientOf(photo, photo.clientId)) return 'client_missing';
      noted.delete(photo.blobKey);
      photos.set(photo.id, { photo, report, idempotency });
      audit.push(entry);
      return 'stored';
    },
    async refuseUpload(_owner, _refusal, entry) {
      audit.push(entry);
    },
    async findIdempotent(keyId, key) {
      const kept = [...photos.values()].find(
        ({ idempotency }) => idempotency?.keyId === keyId && idempotency.key === key,
      );
      return kept && { fingerprint: kept.idempotency!.fingerprint, livePhotoId: kept.photo.id };
    },
    getLivePhoto: async (owner, id) => keptOf(owner, id)?.photo,
    getReport: async (owner, id) => keptOf(owner, id)?.report,
    listLivePhotos: async (owner, filter) =>
      pageOf(
        [...photos.values()]
          .map(({ photo }) => photo)
          .filter((photo) => isOf(owner, photo) && photo.clientId === filter.clientId),
        filter,
      ),
    async redactLivePhoto(owner, id, entry) {
      const kept = keptOf(owner, id);
      if (!kept) return undefined;
      kept.photo = { ...kept.photo, wrappedKey: null, redactedAt: entry.createdAt };
      audit.push(entry);
      return kept.photo.blobKey;
    },
    async deleteLivePhoto(owner, id, entry) {
      const kept = keptOf(owner, id);
      if (!kept) return undefined;
      photos.delete(id);
      audit.push(entry);
      return kept.photo.blobKey;
    },
    async appendAudit(entry) {
      audit.push(entry);
    },
    listAudit: async (owner, filter) =>
      pageOf(
        audit.filter(
          (entry) =>
            entry.account === owner.account &&
            entry.mode === owner.mode &&
            (filter.id === undefined || entry.id === filter.id) &&
            (filter.action === undefined || entry.action === filter.action),
        ),
        filter,
      ),
    async check() {},
  } satisfies Partial<LivePhotoStore>;

  const store = { ...steps, audit, noted, failure: undefined } as unknown as HeldStore;
  return new Proxy(store, {
    get(target, name) {
      if (!(name in target)) throw new Error(`This store has no ${String(name)}`);
      const value = Reflect.get(target, name);
      if (typeof value !== 'function' || target.failure === undefined) return value;
      return () => Promise.reject(target.failure);
    },
  });
}
