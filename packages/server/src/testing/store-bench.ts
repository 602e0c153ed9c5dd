/** A store under test, and what its contract does again and again. */
import { expect } from 'vitest';
import type { ClientRecord, LivePhotoRecord, LivePhotoStore, Mode } from '../store/live-photo-store.ts';
import { newAudit, newClient, newPhoto, ownerOf, smallReport } from './records.ts';

export const soon = () => new Date(Date.now() + 60_000).toISOString();
export const past = () => new Date(Date.now() - 1000).toISOString();
export const live = ownerOf('live');
export const test = ownerOf('test');
export const firstPage = { page: 1, pageSize: 100 };

export const auditOf = (photo: LivePhotoRecord, action: 'create' | 'redact' | 'delete') =>
  newAudit(`livePhoto.${action}`, { mode: photo.mode, clientId: photo.clientId, livePhotoId: photo.id });

export interface StoreBench {
  /** Open from the first test on. */
  readonly store: LivePhotoStore;
  makeClient(mode?: Mode): Promise<ClientRecord>;
  /** As an upload stores it. */
  upload(client: ClientRecord, photo?: LivePhotoRecord): Promise<LivePhotoRecord>;
  /** Blobs that must go. */
  pending(): Promise<readonly string[]>;
}

/** @param opened the store, once it is open. */
export function createStoreBench(opened: () => LivePhotoStore): StoreBench {
  return {
    get store() {
      return opened();
    },
    async makeClient(mode = 'live') {
      const client = newClient(mode);
      await opened().createClient(client, newAudit('client.create', { mode, clientId: client.id }));
      return client;
    },
    async upload(client, photo = newPhoto(client)) {
      await opened().reserveBlob(photo.blobKey, soon());
      const audit = auditOf(photo, 'create');
      expect(await opened().commitUpload({ photo, report: smallReport, audit })).toBe('stored');
      return photo;
    },
    pending: () => opened().claimExpiredBlobs('0000', 1000),
  };
}
