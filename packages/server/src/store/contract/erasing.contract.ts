/** Redactions and deletions: nothing is left, nothing is lost, whatever happens at once. */
import { expect, it } from 'vitest';
import { newAudit, newId, newPhoto, smallReport } from '../../testing/records.ts';
import { auditOf, firstPage, live, type StoreBench, soon, test } from '../../testing/store-bench.ts';

export function testErasing(bench: StoreBench): void {
  const { makeClient, upload, pending } = bench;

  it('redacts: the key is shredded, the blob must go, the rest stays; a second time changes nothing', async () => {
    const photo = await upload(await makeClient());
    expect(await bench.store.redactLivePhoto(test, photo.id, auditOf(photo, 'redact'))).toBeUndefined();
    const audit = auditOf(photo, 'redact');
    expect(await bench.store.redactLivePhoto(live, photo.id, audit)).toBe(photo.blobKey);
    expect(await bench.store.getLivePhoto(live, photo.id)).toEqual({
      ...photo,
      wrappedKey: null,
      redactedAt: audit.createdAt,
      updatedAt: audit.createdAt,
    });
    expect(await pending()).toContain(photo.blobKey);
    await bench.store.forgetBlob(photo.blobKey);

    expect(await bench.store.redactLivePhoto(live, photo.id, auditOf(photo, 'redact'))).toBe(photo.blobKey);
    expect((await bench.store.getLivePhoto(live, photo.id))?.redactedAt).toBe(audit.createdAt);
    expect(await pending()).not.toContain(photo.blobKey);
  });

  it('deletes once: of many at the same time one succeeds, and the blob must go', async () => {
    const photo = await upload(await makeClient());
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => bench.store.deleteLivePhoto(live, photo.id, auditOf(photo, 'delete'))),
    );
    expect(answers.filter((answer) => answer !== undefined)).toEqual([photo.blobKey]);
    expect(await bench.store.getLivePhoto(live, photo.id)).toBeUndefined();
    expect(await pending()).toContain(photo.blobKey);
    const log = await bench.store.listAudit(live, { ...firstPage, livePhotoId: photo.id });
    expect(log.items.map((entry) => entry.action)).toEqual(['livePhoto.delete', 'livePhoto.create']);
    await bench.store.forgetBlob(photo.blobKey);
  });

  it('deletes a client with its photos, and names every blob that must go', async () => {
    const client = await makeClient();
    const kept = await upload(await makeClient());
    const photos = [await upload(client), await upload(client)];
    const audit = newAudit('client.delete', { mode: 'live', clientId: client.id });
    expect(await bench.store.deleteClient(test, client.id, { ...audit, id: newId() })).toBeUndefined();
    const blobs = await bench.store.deleteClient(live, client.id, audit);
    expect([...(blobs ?? [])].sort()).toEqual(photos.map((photo) => photo.blobKey).sort());
    expect(await bench.store.getClient(live, client.id)).toBeUndefined();
    expect(await bench.store.getLivePhoto(live, photos[0]!.id)).toBeUndefined();
    expect(await bench.store.getLivePhoto(live, kept.id)).toEqual(kept);
    expect(await bench.store.deleteClient(live, client.id, { ...audit, id: newId() })).toBeUndefined();
    for (const blob of blobs ?? []) await bench.store.forgetBlob(blob);
  });

  it('never loses a blob when uploads race with the deletion of their client', async () => {
    for (let round = 0; round < 10; round++) {
      const client = await makeClient();
      const photos = Array.from({ length: 4 }, () => newPhoto(client));
      for (const photo of photos) await bench.store.reserveBlob(photo.blobKey, soon());
      const audit = newAudit('client.delete', { mode: 'live', clientId: client.id });
      const [, ...outcomes] = await Promise.all([
        bench.store.deleteClient(live, client.id, audit),
        ...photos.map((photo) =>
          bench.store.commitUpload({ photo, report: smallReport, audit: auditOf(photo, 'create') }),
        ),
      ]);
      expect(outcomes.every((outcome) => outcome === 'stored' || outcome === 'client_missing')).toBe(true);
      expect((await bench.store.knownBlobs(photos.map((photo) => photo.blobKey))).size).toBe(4);
      const left = await bench.store.listLivePhotos(live, { clientId: client.id, ...firstPage });
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
            ? bench.store.deleteLivePhoto(live, photo.id, auditOf(photo, 'delete'))
            : bench.store.redactLivePhoto(live, photo.id, auditOf(photo, 'redact')),
        ),
        bench.store.deleteClient(live, client.id, audit),
      ]);
      expect(answers.at(-1)).toBeDefined();
      const left = await bench.store.listLivePhotos(live, { clientId: client.id, ...firstPage });
      expect(left).toEqual({ items: [], totalItems: 0 });
      for (const { blobKey } of photos) await bench.store.forgetBlob(blobKey);
    }
  });
}
