/** Uploads: a blob is noted until its row is stored, and one key stores one photo. */
import { expect, it } from 'vitest';
import { newClient, newId, newPhoto, smallReport } from '../../testing/records.ts';
import { auditOf, firstPage, live, past, type StoreBench, soon } from '../../testing/store-bench.ts';

export function testUploads(bench: StoreBench): void {
  const { makeClient, upload, pending } = bench;

  it('stores no upload whose reservation was swept, nor one without a client', async () => {
    const client = await makeClient();
    const late = newPhoto(client);
    await bench.store.reserveBlob(late.blobKey, past());
    expect(await bench.store.claimExpiredBlobs(new Date().toISOString(), 100)).toContain(late.blobKey);
    expect(
      await bench.store.commitUpload({ photo: late, report: smallReport, audit: auditOf(late, 'create') }),
    ).toBe('expired');
    expect(await bench.store.getLivePhoto(live, late.id)).toBeUndefined();
    await bench.store.forgetBlob(late.blobKey);

    const orphan = newPhoto(newClient());
    await bench.store.reserveBlob(orphan.blobKey, past());
    expect(
      await bench.store.commitUpload({
        photo: orphan,
        report: smallReport,
        audit: auditOf(orphan, 'create'),
      }),
    ).toBe('client_missing');
    expect(await bench.store.claimExpiredBlobs(new Date().toISOString(), 100)).toContain(orphan.blobKey);
    await bench.store.forgetBlob(orphan.blobKey);
    const log = await bench.store.listAudit(live, { ...firstPage, livePhotoId: orphan.id });
    expect(log.totalItems).toBe(0);
  });

  it('keeps a blob noted until its upload is stored, and not after', async () => {
    const client = await makeClient();
    const photo = newPhoto(client);
    await bench.store.reserveBlob(photo.blobKey, soon());
    expect(await bench.store.knownBlobs([photo.blobKey, 'live/ffffffffffffffffffffffff'])).toEqual(
      new Set([photo.blobKey]),
    );
    expect(await pending()).not.toContain(photo.blobKey);
    await bench.store.commitUpload({ photo, report: smallReport, audit: auditOf(photo, 'create') });
    expect(await bench.store.claimExpiredBlobs(soon(), 1000)).not.toContain(photo.blobKey);
    expect((await bench.store.knownBlobs([photo.blobKey])).size).toBe(1);
  });

  it('stores one upload for one idempotency key, and forgets the key with the photo', async () => {
    const client = await makeClient();
    const idempotency = { keyId: 'key', key: `order-${newId()}`, fingerprint: 'f' };
    const photos = Array.from({ length: 4 }, () => newPhoto(client));
    for (const photo of photos) await bench.store.reserveBlob(photo.blobKey, past());
    const outcomes = await Promise.all(
      photos.map((photo) =>
        bench.store.commitUpload({
          photo,
          report: smallReport,
          audit: auditOf(photo, 'create'),
          idempotency,
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(3);
    const winner = photos[outcomes.indexOf('stored')]!;
    expect(await bench.store.findIdempotent('key', idempotency.key)).toEqual({
      fingerprint: 'f',
      livePhotoId: winner.id,
    });
    expect(await bench.store.findIdempotent('another key', idempotency.key)).toBeUndefined();
    const left = await bench.store.claimExpiredBlobs(new Date().toISOString(), 1000);
    const losers = photos.filter((photo) => photo !== winner).map((photo) => photo.blobKey);
    expect(left.filter((key) => photos.some((photo) => photo.blobKey === key)).sort()).toEqual(losers.sort());
    for (const photo of photos) if (photo !== winner) await bench.store.forgetBlob(photo.blobKey);
    await bench.store.deleteLivePhoto(live, winner.id, auditOf(winner, 'delete'));
    expect(await bench.store.findIdempotent('key', idempotency.key)).toBeUndefined();
    await bench.store.forgetBlob(winner.blobKey);
  });

  it('takes back a note that a wrong clock made', async () => {
    const blobKey = `live/${newId()}`;
    await bench.store.reserveBlob(blobKey, '2099-01-01T00:00:00.000Z');
    expect(await pending()).not.toContain(blobKey);
    expect(await bench.store.claimExpiredBlobs('0000', 1000, '2090-01-01T00:00:00.000Z')).toContain(blobKey);
    await bench.store.forgetBlob(blobKey);
  });

  it('finds what is past its time', async () => {
    const client = await makeClient();
    const old = await upload(client, newPhoto(client, '2001-01-01T00:00:00.000Z'));
    await upload(client);
    expect(await bench.store.countLivePhotos('2002-01-01T00:00:00.000Z')).toBe(1);
    expect(await bench.store.countLivePhotos()).toBeGreaterThan(1);
    expect((await bench.store.listCreatedBefore('2002-01-01T00:00:00.000Z', 10)).map(({ id }) => id)).toEqual(
      [old.id],
    );
  });
}
