/** Lists of live photos: newest first, by pages, counted right. */
import { expect, it } from 'vitest';
import { newAudit, newPhoto, smallReport } from '../../testing/records.ts';
import { auditOf, firstPage, live, type StoreBench, soon, test } from '../../testing/store-bench.ts';
import type { LivePhotoRecord } from '../live-photo-store.ts';

export function testLivePhotoLists(bench: StoreBench): void {
  const { makeClient, upload } = bench;

  it('lists newest first, by pages, with the count of all', async () => {
    const client = await makeClient();
    const photos: LivePhotoRecord[] = [];
    for (let i = 0; i < 5; i++) {
      const at = new Date(Date.UTC(2026, 0, 1 + i)).toISOString();
      photos.push(await upload(client, newPhoto(client, at)));
    }
    await upload(await makeClient());
    const list = (page: number, pageSize: number, filter = {}) =>
      bench.store.listLivePhotos(live, { clientId: client.id, page, pageSize, ...filter });
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
    expect((await bench.store.listLivePhotos(test, { clientId: client.id, ...firstPage })).totalItems).toBe(
      0,
    );
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
          const answer = await bench.store.listLivePhotos(live, {
            clientId: client.id,
            page,
            pageSize,
            ...filter,
          });
          expect(answer.items.map(({ id }) => id)).toEqual(all.slice((page - 1) * pageSize, page * pageSize));
          expect(answer.totalItems).toBe(all.length);
        }
      }
    }
    const far = { clientId: client.id, page: 10_000_000, pageSize: 1000 };
    expect(await bench.store.listLivePhotos(live, far)).toEqual({ items: [], totalItems: 9 });
  });

  it('counts right whatever happens at once, and never shows a page of another moment', async () => {
    const client = await makeClient();
    const other = await makeClient();
    const there = await Promise.all(Array.from({ length: 8 }, () => upload(client)));
    await upload(other);
    const list = (filter = {}) =>
      bench.store.listLivePhotos(live, { clientId: client.id, ...firstPage, ...filter });
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
          bench.store.deleteLivePhoto(live, photo.id, auditOf(photo, 'delete')),
          bench.store.deleteLivePhoto(live, photo.id, auditOf(photo, 'delete')),
        ]),
      ...there
        .slice(4, 8)
        .map((photo) => bench.store.redactLivePhoto(live, photo.id, auditOf(photo, 'redact'))),
      bench.store.commitUpload({ photo: expired, report: smallReport, audit: auditOf(expired, 'create') }),
      bench.store.deleteClient(
        live,
        other.id,
        newAudit('client.delete', { mode: 'live', clientId: other.id }),
      ),
    ]).finally(() => {
      done = true;
    });
    await Promise.all([changes, reader()]);

    expect(await list()).toMatchObject({ totalItems: 9, items: { length: 9 } });
    // With a filter the rows themselves are counted.
    expect((await list({ createdAfter: '2000' })).totalItems).toBe(9);
    for (const { blobKey } of there) await bench.store.forgetBlob(blobKey);
  });
}
