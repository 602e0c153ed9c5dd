/** What every `LivePhotoStore` must do, whatever is below it. A driver's own test opens one and calls this. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAudit, newClient, newId, newPhoto, ownerOf, smallReport, testVault } from '../testing/records.ts';
import { linkHash } from './kysely/audit-chain.ts';
import type { ClientRecord, LivePhotoRecord, LivePhotoStore } from './live-photo-store.ts';

const soon = () => new Date(Date.now() + 60_000).toISOString();
const past = () => new Date(Date.now() - 1000).toISOString();
const live = ownerOf('live');
const test = ownerOf('test');
const firstPage = { page: 1, pageSize: 100 };

export function testLivePhotoStore(open: () => Promise<LivePhotoStore>): void {
  describe('LivePhotoStore contract', () => {
    let store: LivePhotoStore;
    beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    afterAll(() => store?.close());

    const makeClient = async (mode: 'live' | 'test' = 'live') => {
      const client = newClient(mode);
      await store.createClient(client, newAudit('client.create', { mode, clientId: client.id }));
      return client;
    };
    const auditOf = (photo: LivePhotoRecord, action: 'create' | 'redact' | 'delete') =>
      newAudit(`livePhoto.${action}`, { mode: photo.mode, clientId: photo.clientId, livePhotoId: photo.id });
    const upload = async (client: ClientRecord, photo = newPhoto(client)) => {
      await store.reserveBlob(photo.blobKey, soon());
      expect(await store.commitUpload({ photo, report: smallReport, audit: auditOf(photo, 'create') })).toBe(
        'stored',
      );
      return photo;
    };
    const pending = async () => store.claimExpiredBlobs('0000', 1000);

    it('migrates again without a change, and says when it can be written', async () => {
      await store.migrate();
      await store.check();
    });

    it('answers a client as it was given, to its own mode only', async () => {
      const client = await makeClient('test');
      expect(await store.getClient(test, client.id)).toEqual(client);
      expect(await store.getClient(live, client.id)).toBeUndefined();
      expect(await store.getClient(test, newId())).toBeUndefined();
    });

    it('updates a client of its own mode', async () => {
      const client = await makeClient();
      const updated = { ...client, details: { type: 'person' }, updatedAt: soon() };
      const audit = () => newAudit('client.update', { mode: 'live', clientId: client.id });
      expect(await store.updateClient({ ...updated, mode: 'test' }, audit())).toBe(false);
      expect(await store.updateClient(updated, audit())).toBe(true);
      expect(await store.getClient(live, client.id)).toEqual(updated);
    });

    it('answers a live photo as it was given, to its own mode only', async () => {
      const photo = await upload(await makeClient());
      expect(await store.getLivePhoto(live, photo.id)).toEqual(photo);
      expect(await store.getLivePhoto(test, photo.id)).toBeUndefined();
      expect(await store.getReport(live, photo.id)).toEqual(smallReport);
      expect(await store.getReport(test, photo.id)).toBeUndefined();
    });

    it('shows and gives nothing of an account to any other', async () => {
      const client = await makeClient();
      const photo = await upload(client);
      const other = { account: 'another', mode: 'live' } as const;
      const audit = (action: 'redact' | 'delete') => ({ ...auditOf(photo, action), account: 'another' });
      const ofClient = newAudit('client.update', { ...other, clientId: client.id });
      expect(await store.getClient(other, client.id)).toBeUndefined();
      expect(await store.listClients(other, firstPage)).toEqual({ items: [], totalItems: 0 });
      expect(await store.updateClient({ ...client, ...other }, ofClient)).toBe(false);
      expect(await store.getLivePhoto(other, photo.id)).toBeUndefined();
      expect(await store.getReport(other, photo.id)).toBeUndefined();
      const list = await store.listLivePhotos(other, { clientId: client.id, ...firstPage });
      expect(list).toEqual({ items: [], totalItems: 0 });
      expect(await store.redactLivePhoto(other, photo.id, audit('redact'))).toBeUndefined();
      expect(await store.deleteLivePhoto(other, photo.id, audit('delete'))).toBeUndefined();
      const deleted = { ...ofClient, id: newId(), action: 'client.delete' as const };
      expect(await store.deleteClient(other, client.id, deleted)).toBeUndefined();
      const stolen = { ...newPhoto(client), ...other };
      await store.reserveBlob(stolen.blobKey, soon());
      const commit = { photo: stolen, report: smallReport, audit: audit('delete') };
      expect(await store.commitUpload(commit)).toBe('client_missing');
      await store.forgetBlob(stolen.blobKey);

      // None of it left an entry, and entries are the account's own.
      expect((await store.listAudit(other, firstPage)).totalItems).toBe(0);
      await store.appendAudit(newAudit('client.list', other));
      expect((await store.listAudit(other, firstPage)).items).toMatchObject([{ account: 'another' }]);
      const own = await store.listAudit(live, { ...firstPage, clientId: client.id });
      expect(own.items.map(({ action }) => action)).toEqual(['livePhoto.create', 'client.create']);
      expect(await store.getClient(client, client.id)).toEqual(client);
      expect(await store.getLivePhoto(photo, photo.id)).toEqual(photo);
    });

    it('lists newest first, by pages, with the count of all', async () => {
      const client = await makeClient();
      const photos: LivePhotoRecord[] = [];
      for (let i = 0; i < 5; i++) {
        const at = new Date(Date.UTC(2026, 0, 1 + i)).toISOString();
        photos.push(await upload(client, newPhoto(client, at)));
      }
      await upload(await makeClient());
      const list = (page: number, pageSize: number, filter = {}) =>
        store.listLivePhotos(live, { clientId: client.id, page, pageSize, ...filter });
      const newestFirst = photos.map((photo) => photo.id).reverse();
      const ids = async (answer: ReturnType<typeof list>) => (await answer).items.map((photo) => photo.id);

      expect(await ids(list(1, 100))).toEqual(newestFirst);
      expect(await ids(list(2, 2))).toEqual(newestFirst.slice(2, 4));
      expect((await list(2, 2)).totalItems).toBe(5);
      expect(await list(4, 2)).toEqual({ items: [], totalItems: 5 });
      const third = photos[2]!.createdAt;
      expect(await ids(list(1, 100, { createdAfter: third }))).toEqual(newestFirst.slice(0, 2));
      expect(await ids(list(1, 100, { createdBefore: third }))).toEqual(newestFirst.slice(3));
      expect(await ids(list(1, 100, { updatedAfter: third, updatedBefore: photos[4]!.updatedAt }))).toEqual([
        photos[3]!.id,
      ]);
      expect((await store.listLivePhotos(test, { clientId: client.id, ...firstPage })).totalItems).toBe(0);
    });

    it('finds every page, from whichever end it is looked for', async () => {
      const client = await makeClient();
      const photos: LivePhotoRecord[] = [];
      // Three of one moment each, which only their ids keep apart.
      for (let i = 0; i < 9; i++) {
        const at = new Date(Date.UTC(2026, 0, 1 + Math.floor(i / 3))).toISOString();
        photos.push(await upload(client, newPhoto(client, at)));
      }
      const newestFirst = photos.map((photo) => photo.id).reverse();
      const filters = [{}, { createdAfter: photos[0]!.createdAt }, { updatedBefore: photos[8]!.createdAt }];
      for (const filter of filters) {
        const all = newestFirst.filter((id) => {
          const { createdAt, updatedAt } = photos.find((photo) => photo.id === id)!;
          return createdAt > (filter.createdAfter ?? '') && updatedAt < (filter.updatedBefore ?? soon());
        });
        for (let pageSize = 1; pageSize <= all.length + 1; pageSize++) {
          for (let page = 1; (page - 2) * pageSize <= all.length; page++) {
            const answer = await store.listLivePhotos(live, {
              clientId: client.id,
              page,
              pageSize,
              ...filter,
            });
            expect(answer.items.map(({ id }) => id)).toEqual(
              all.slice((page - 1) * pageSize, page * pageSize),
            );
            expect(answer.totalItems).toBe(all.length);
          }
        }
      }
      const far = { clientId: client.id, page: 10_000_000, pageSize: 1000 };
      expect(await store.listLivePhotos(live, far)).toEqual({ items: [], totalItems: 9 });
    });

    it('counts right whatever happens at once, and never shows a page of another moment', async () => {
      const client = await makeClient();
      const other = await makeClient();
      const there = await Promise.all(Array.from({ length: 8 }, () => upload(client)));
      await upload(other);
      const list = (filter = {}) =>
        store.listLivePhotos(live, { clientId: client.id, ...firstPage, ...filter });
      const expired = newPhoto(client);
      let done = false;
      const reader = async () => {
        while (!done) {
          const { items, totalItems } = await list();
          expect(items.length).toBe(totalItems);
        }
      };
      const changes = Promise.all([
        ...Array.from({ length: 6 }, () => upload(client)),
        // Each twice: the second one finds nothing.
        ...there
          .slice(0, 5)
          .flatMap((photo) => [
            store.deleteLivePhoto(live, photo.id, auditOf(photo, 'delete')),
            store.deleteLivePhoto(live, photo.id, auditOf(photo, 'delete')),
          ]),
        ...there.slice(4, 8).map((photo) => store.redactLivePhoto(live, photo.id, auditOf(photo, 'redact'))),
        store.commitUpload({ photo: expired, report: smallReport, audit: auditOf(expired, 'create') }),
        store.deleteClient(live, other.id, newAudit('client.delete', { mode: 'live', clientId: other.id })),
      ]).finally(() => {
        done = true;
      });
      await Promise.all([changes, reader()]);

      expect(await list()).toMatchObject({ totalItems: 9, items: { length: 9 } });
      // With a filter the rows themselves are counted.
      expect((await list({ createdAfter: '2000' })).totalItems).toBe(9);
      for (const { blobKey } of there) await store.forgetBlob(blobKey);
    });

    it('lists clients of one mode', async () => {
      const client = await makeClient('test');
      const { items, totalItems } = await store.listClients(test, firstPage);
      expect(items[0]).toEqual(client);
      expect(totalItems).toBe(items.length);
      expect(items.every((item) => item.mode === 'test')).toBe(true);
    });

    it('stores no upload whose reservation was swept, nor one without a client', async () => {
      const client = await makeClient();
      const late = newPhoto(client);
      await store.reserveBlob(late.blobKey, past());
      expect(await store.claimExpiredBlobs(new Date().toISOString(), 100)).toContain(late.blobKey);
      expect(
        await store.commitUpload({ photo: late, report: smallReport, audit: auditOf(late, 'create') }),
      ).toBe('expired');
      expect(await store.getLivePhoto(live, late.id)).toBeUndefined();
      await store.forgetBlob(late.blobKey);

      const orphan = newPhoto(newClient());
      await store.reserveBlob(orphan.blobKey, past());
      expect(
        await store.commitUpload({ photo: orphan, report: smallReport, audit: auditOf(orphan, 'create') }),
      ).toBe('client_missing');
      expect(await store.claimExpiredBlobs(new Date().toISOString(), 100)).toContain(orphan.blobKey);
      await store.forgetBlob(orphan.blobKey);
      const log = await store.listAudit(live, { ...firstPage, livePhotoId: orphan.id });
      expect(log.totalItems).toBe(0);
    });

    it('keeps a blob noted until its upload is stored, and not after', async () => {
      const client = await makeClient();
      const photo = newPhoto(client);
      await store.reserveBlob(photo.blobKey, soon());
      expect(await store.knownBlobs([photo.blobKey, 'live/ffffffffffffffffffffffff'])).toEqual(
        new Set([photo.blobKey]),
      );
      expect(await pending()).not.toContain(photo.blobKey);
      await store.commitUpload({ photo, report: smallReport, audit: auditOf(photo, 'create') });
      expect(await store.claimExpiredBlobs(soon(), 1000)).not.toContain(photo.blobKey);
      expect((await store.knownBlobs([photo.blobKey])).size).toBe(1);
    });

    it('redacts: the key is shredded, the blob must go, the rest stays; a second time changes nothing', async () => {
      const photo = await upload(await makeClient());
      expect(await store.redactLivePhoto(test, photo.id, auditOf(photo, 'redact'))).toBeUndefined();
      const audit = auditOf(photo, 'redact');
      expect(await store.redactLivePhoto(live, photo.id, audit)).toBe(photo.blobKey);
      expect(await store.getLivePhoto(live, photo.id)).toEqual({
        ...photo,
        wrappedKey: null,
        redactedAt: audit.createdAt,
        updatedAt: audit.createdAt,
      });
      expect(await pending()).toContain(photo.blobKey);
      await store.forgetBlob(photo.blobKey);

      expect(await store.redactLivePhoto(live, photo.id, auditOf(photo, 'redact'))).toBe(photo.blobKey);
      expect((await store.getLivePhoto(live, photo.id))?.redactedAt).toBe(audit.createdAt);
      expect(await pending()).not.toContain(photo.blobKey);
    });

    it('deletes once: of many at the same time one succeeds, and the blob must go', async () => {
      const photo = await upload(await makeClient());
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => store.deleteLivePhoto(live, photo.id, auditOf(photo, 'delete'))),
      );
      expect(answers.filter((answer) => answer !== undefined)).toEqual([photo.blobKey]);
      expect(await store.getLivePhoto(live, photo.id)).toBeUndefined();
      expect(await pending()).toContain(photo.blobKey);
      const log = await store.listAudit(live, { ...firstPage, livePhotoId: photo.id });
      expect(log.items.map((entry) => entry.action)).toEqual(['livePhoto.delete', 'livePhoto.create']);
      await store.forgetBlob(photo.blobKey);
    });

    it('deletes a client with its photos, and names every blob that must go', async () => {
      const client = await makeClient();
      const kept = await upload(await makeClient());
      const photos = [await upload(client), await upload(client)];
      const audit = newAudit('client.delete', { mode: 'live', clientId: client.id });
      expect(await store.deleteClient(test, client.id, { ...audit, id: newId() })).toBeUndefined();
      const blobs = await store.deleteClient(live, client.id, audit);
      expect([...(blobs ?? [])].sort()).toEqual(photos.map((photo) => photo.blobKey).sort());
      expect(await store.getClient(live, client.id)).toBeUndefined();
      expect(await store.getLivePhoto(live, photos[0]!.id)).toBeUndefined();
      expect(await store.getLivePhoto(live, kept.id)).toEqual(kept);
      expect(await store.deleteClient(live, client.id, { ...audit, id: newId() })).toBeUndefined();
      for (const blob of blobs ?? []) await store.forgetBlob(blob);
    });

    it('never loses a blob when uploads race with the deletion of their client', async () => {
      for (let round = 0; round < 10; round++) {
        const client = await makeClient();
        const photos = Array.from({ length: 4 }, () => newPhoto(client));
        for (const photo of photos) await store.reserveBlob(photo.blobKey, soon());
        const audit = newAudit('client.delete', { mode: 'live', clientId: client.id });
        const [, ...outcomes] = await Promise.all([
          store.deleteClient(live, client.id, audit),
          ...photos.map((photo) =>
            store.commitUpload({ photo, report: smallReport, audit: auditOf(photo, 'create') }),
          ),
        ]);
        expect(outcomes.every((outcome) => outcome === 'stored' || outcome === 'client_missing')).toBe(true);
        expect((await store.knownBlobs(photos.map((photo) => photo.blobKey))).size).toBe(4);
        const left = await store.listLivePhotos(live, { clientId: client.id, ...firstPage });
        expect(left.totalItems).toBe(0);
      }
    });

    it('takes redactions and deletions while their client is deleted', async () => {
      for (let round = 0; round < 5; round++) {
        const client = await makeClient();
        const photos = await Promise.all(Array.from({ length: 6 }, () => upload(client)));
        const audit = newAudit('client.delete', { mode: 'live', clientId: client.id });
        const answers = await Promise.all([
          ...photos.map((photo, index) =>
            index % 2 === 0
              ? store.deleteLivePhoto(live, photo.id, auditOf(photo, 'delete'))
              : store.redactLivePhoto(live, photo.id, auditOf(photo, 'redact')),
          ),
          store.deleteClient(live, client.id, audit),
        ]);
        expect(answers.at(-1)).toBeDefined();
        const left = await store.listLivePhotos(live, { clientId: client.id, ...firstPage });
        expect(left).toEqual({ items: [], totalItems: 0 });
        for (const { blobKey } of photos) await store.forgetBlob(blobKey);
      }
    });

    it('stores one upload for one idempotency key, and forgets the key with the photo', async () => {
      const client = await makeClient();
      const idempotency = { keyId: 'key', key: `order-${newId()}`, fingerprint: 'f' };
      const photos = Array.from({ length: 4 }, () => newPhoto(client));
      for (const photo of photos) await store.reserveBlob(photo.blobKey, past());
      const outcomes = await Promise.all(
        photos.map((photo) =>
          store.commitUpload({ photo, report: smallReport, audit: auditOf(photo, 'create'), idempotency }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(3);
      const winner = photos[outcomes.indexOf('stored')]!;
      expect(await store.findIdempotent('key', idempotency.key)).toEqual({
        fingerprint: 'f',
        livePhotoId: winner.id,
      });
      expect(await store.findIdempotent('another key', idempotency.key)).toBeUndefined();
      const left = await store.claimExpiredBlobs(new Date().toISOString(), 1000);
      const losers = photos.filter((photo) => photo !== winner).map((photo) => photo.blobKey);
      expect(left.filter((key) => photos.some((photo) => photo.blobKey === key)).sort()).toEqual(
        losers.sort(),
      );
      for (const photo of photos) if (photo !== winner) await store.forgetBlob(photo.blobKey);
      await store.deleteLivePhoto(live, winner.id, auditOf(winner, 'delete'));
      expect(await store.findIdempotent('key', idempotency.key)).toBeUndefined();
      await store.forgetBlob(winner.blobKey);
    });

    it('lists the audit log newest first and filters it', async () => {
      const client = await makeClient('test');
      const entry = newAudit('client.read', { mode: 'test', clientId: client.id });
      await store.appendAudit(entry);
      const all = await store.listAudit(test, { ...firstPage, clientId: client.id });
      expect(all.items.map((item) => item.action)).toEqual(['client.read', 'client.create']);
      expect(all.items[0]).toEqual(entry);
      const reads = await store.listAudit(test, {
        ...firstPage,
        clientId: client.id,
        action: 'client.read',
      });
      expect(reads.totalItems).toBe(1);
      expect((await store.listAudit(live, { ...firstPage, clientId: client.id })).totalItems).toBe(0);
    });

    it('takes back a note that a wrong clock made', async () => {
      const blobKey = `live/${newId()}`;
      await store.reserveBlob(blobKey, '2099-01-01T00:00:00.000Z');
      expect(await pending()).not.toContain(blobKey);
      expect(await store.claimExpiredBlobs('0000', 1000, '2090-01-01T00:00:00.000Z')).toContain(blobKey);
      await store.forgetBlob(blobKey);
    });

    it('finds what is past its time', async () => {
      const client = await makeClient();
      const old = await upload(client, newPhoto(client, '2001-01-01T00:00:00.000Z'));
      await upload(client);
      expect(await store.countLivePhotos('2002-01-01T00:00:00.000Z')).toBe(1);
      expect(await store.countLivePhotos()).toBeGreaterThan(1);
      expect((await store.listCreatedBefore('2002-01-01T00:00:00.000Z', 10)).map(({ id }) => id)).toEqual([
        old.id,
      ]);
    });

    it('chains every entry of the audit log to the one before, also when several write at once', async () => {
      const before = await store.auditHead();
      const client = await makeClient('test');
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.appendAudit(newAudit('client.read', { mode: 'test', clientId: client.id })),
        ),
      );
      expect(await store.deleteClient(test, newId(), newAudit('client.delete', { mode: 'test' }))).toBe(
        undefined,
      );
      const head = await store.auditHead();
      // The entry of a client that is not there takes no place.
      expect(head?.seq).toBe((before?.seq ?? 0) + 21);

      let last = { seq: 0, hash: '0'.repeat(64) };
      for (;;) {
        const links = await store.listChain(last.seq, 50);
        for (const { seq, hash, ...entry } of links) {
          expect(seq).toBe(last.seq + 1);
          expect(hash).toBe(await linkHash(last, entry));
          last = { seq, hash };
        }
        if (links.length < 50) break;
      }
      expect(last).toEqual(head);
      expect(await store.digestUnchained()).toEqual({ count: 0, digest: '' });
    });

    it('keeps notes', async () => {
      expect(await store.getNote('a')).toBeUndefined();
      await store.setNote('a', '1');
      await store.setNote('a', '2');
      expect(await store.getNote('a')).toBe('2');
    });

    it('finds and replaces wrapped keys of other master keys, of images and of clients', async () => {
      const client = await makeClient();
      const photo = await upload(client, { ...newPhoto(client), wrappedKey: 'bbbbbbbb.nonce.key' });
      const others = await store.listWrappedByOthers('aaaaaaaa', 1000);
      const ofPhotos = others.filter((key) => key.of === 'livePhoto');
      expect(ofPhotos).toEqual([
        { of: 'livePhoto', id: photo.id, wrappedKey: 'bbbbbbbb.nonce.key', name: photo.blobKey },
      ]);
      const [key] = ofPhotos;
      await store.rewrap({ ...key!, wrappedKey: 'something else' }, 'aaaaaaaa.x.y');
      expect((await store.getLivePhoto(live, photo.id))?.wrappedKey).toBe('bbbbbbbb.nonce.key');
      await store.rewrap(key!, 'aaaaaaaa.x.y');
      expect((await store.getLivePhoto(live, photo.id))?.wrappedKey).toBe('aaaaaaaa.x.y');

      const ofClient = others.find(({ of, id }) => of === 'client' && id === client.id)!;
      await store.rewrap(ofClient, await testVault.rewrap(ofClient.wrappedKey, ofClient.name));
      expect(await store.getClient(live, client.id)).toEqual(client);
    });
  });
}
