/** What a store keeps is what it was given, and the owner's alone. */
import { expect, it } from 'vitest';
import { newAudit, newId, newPhoto, smallReport, testVault } from '../../testing/records.ts';
import { auditOf, firstPage, live, type StoreBench, soon, test } from '../../testing/store-bench.ts';

export function testRecords(bench: StoreBench): void {
  const { makeClient, upload } = bench;

  it('answers a client as it was given, to its own mode only', async () => {
    const client = await makeClient('test');
    expect(await bench.store.getClient(test, client.id)).toEqual(client);
    expect(await bench.store.getClient(live, client.id)).toBeUndefined();
    expect(await bench.store.getClient(test, newId())).toBeUndefined();
  });

  it('updates a client of its own mode', async () => {
    const client = await makeClient();
    const updated = { ...client, details: { type: 'person' }, updatedAt: soon() };
    const audit = () => newAudit('client.update', { mode: 'live', clientId: client.id });
    const before = client.updatedAt;
    expect(await bench.store.updateClient({ ...updated, mode: 'test' }, before, audit())).toBe('missing');
    expect(await bench.store.updateClient(updated, before, audit())).toBe('updated');
    // Whoever read it before that changes nothing, and writes nothing down.
    const late = audit();
    expect(await bench.store.updateClient({ ...updated, details: {} }, before, late)).toBe('changed');
    const log = await bench.store.listAudit(live, { ...firstPage, clientId: client.id });
    expect(log.items.map(({ id }) => id)).not.toContain(late.id);
    expect(await bench.store.getClient(live, client.id)).toEqual(updated);
  });

  it('answers a live photo as it was given, to its own mode only', async () => {
    const photo = await upload(await makeClient());
    expect(await bench.store.getLivePhoto(live, photo.id)).toEqual(photo);
    expect(await bench.store.getLivePhoto(test, photo.id)).toBeUndefined();
    expect(await bench.store.getReport(live, photo.id)).toEqual(smallReport);
    expect(await bench.store.getReport(test, photo.id)).toBeUndefined();
  });

  it('shows and gives nothing of an account to any other', async () => {
    const client = await makeClient();
    const photo = await upload(client);
    const other = { account: 'another', mode: 'live' } as const;
    const audit = (action: 'redact' | 'delete') => ({ ...auditOf(photo, action), account: 'another' });
    const ofClient = newAudit('client.update', { ...other, clientId: client.id });
    expect(await bench.store.getClient(other, client.id)).toBeUndefined();
    expect(await bench.store.listClients(other, firstPage)).toEqual({ items: [], totalItems: 0 });
    expect(await bench.store.updateClient({ ...client, ...other }, client.updatedAt, ofClient)).toBe(
      'missing',
    );
    expect(await bench.store.getLivePhoto(other, photo.id)).toBeUndefined();
    expect(await bench.store.getReport(other, photo.id)).toBeUndefined();
    const list = await bench.store.listLivePhotos(other, { clientId: client.id, ...firstPage });
    expect(list).toEqual({ items: [], totalItems: 0 });
    expect(await bench.store.redactLivePhoto(other, photo.id, audit('redact'))).toBeUndefined();
    expect(await bench.store.deleteLivePhoto(other, photo.id, audit('delete'))).toBeUndefined();
    const deleted = { ...ofClient, id: newId(), action: 'client.delete' as const };
    expect(await bench.store.deleteClient(other, client.id, deleted)).toBeUndefined();
    const stolen = { ...newPhoto(client), ...other };
    await bench.store.reserveBlob(stolen.blobKey, soon());
    const commit = { photo: stolen, report: smallReport, audit: audit('delete') };
    expect(await bench.store.commitUpload(commit)).toBe('client_missing');
    await bench.store.forgetBlob(stolen.blobKey);

    // None of it left an entry, and entries are the account's own.
    expect((await bench.store.listAudit(other, firstPage)).totalItems).toBe(0);
    await bench.store.appendAudit(newAudit('client.list', other));
    expect((await bench.store.listAudit(other, firstPage)).items).toMatchObject([{ account: 'another' }]);
    const own = await bench.store.listAudit(live, { ...firstPage, clientId: client.id });
    expect(own.items.map(({ action }) => action)).toEqual(['livePhoto.create', 'client.create']);
    expect(await bench.store.getClient(client, client.id)).toEqual(client);
    expect(await bench.store.getLivePhoto(photo, photo.id)).toEqual(photo);
  });

  it('lists clients of one mode', async () => {
    const client = await makeClient('test');
    const { items, totalItems } = await bench.store.listClients(test, firstPage);
    expect(items[0]).toEqual(client);
    expect(totalItems).toBe(items.length);
    expect(items.every((item) => item.mode === 'test')).toBe(true);
  });

  it('keeps notes', async () => {
    expect(await bench.store.getNote('a')).toBeUndefined();
    await bench.store.setNote('a', '1');
    await bench.store.setNote('a', '2');
    expect(await bench.store.getNote('a')).toBe('2');
  });

  it('finds and replaces wrapped keys of other master keys, of images and of clients', async () => {
    const client = await makeClient();
    const photo = await upload(client, { ...newPhoto(client), wrappedKey: 'bbbbbbbb.nonce.key' });
    const others = await bench.store.listWrappedByOthers('aaaaaaaa', 1000);
    const ofPhotos = others.filter((key) => key.of === 'livePhoto');
    expect(ofPhotos).toEqual([
      { of: 'livePhoto', id: photo.id, wrappedKey: 'bbbbbbbb.nonce.key', name: photo.blobKey },
    ]);
    const [key] = ofPhotos;
    await bench.store.rewrap({ ...key!, wrappedKey: 'something else' }, 'aaaaaaaa.x.y');
    expect((await bench.store.getLivePhoto(live, photo.id))?.wrappedKey).toBe('bbbbbbbb.nonce.key');
    await bench.store.rewrap(key!, 'aaaaaaaa.x.y');
    expect((await bench.store.getLivePhoto(live, photo.id))?.wrappedKey).toBe('aaaaaaaa.x.y');

    const ofClient = others.find(({ of, id }) => of === 'client' && id === client.id)!;
    await bench.store.rewrap(ofClient, await testVault.rewrap(ofClient.wrappedKey, ofClient.name));
    expect(await bench.store.getClient(live, client.id)).toEqual(client);
  });
}
