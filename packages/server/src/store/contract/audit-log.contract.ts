/** The audit log: filtered, and chained entry by entry. */
import { expect, it } from 'vitest';
import { newAudit, newId } from '../../testing/records.ts';
import { firstPage, live, type StoreBench, test } from '../../testing/store-bench.ts';
import { linkHash } from '../kysely/audit-chain.ts';

export function testAuditLog(bench: StoreBench): void {
  const { makeClient } = bench;

  it('lists the audit log newest first and filters it', async () => {
    const client = await makeClient('test');
    const entry = newAudit('client.read', { mode: 'test', clientId: client.id });
    await bench.store.appendAudit(entry);
    const all = await bench.store.listAudit(test, { ...firstPage, clientId: client.id });
    expect(all.items.map((item) => item.action)).toEqual(['client.read', 'client.create']);
    expect(all.items[0]).toEqual(entry);
    const reads = await bench.store.listAudit(test, {
      ...firstPage,
      clientId: client.id,
      action: 'client.read',
    });
    expect(reads.totalItems).toBe(1);
    expect((await bench.store.listAudit(live, { ...firstPage, clientId: client.id })).totalItems).toBe(0);
    const byId = { ...firstPage, id: entry.id };
    expect((await bench.store.listAudit(test, byId)).items).toEqual([entry]);
    expect((await bench.store.listAudit(live, byId)).items).toEqual([]);
  });

  it('chains every entry of the audit log to the one before, also when several write at once', async () => {
    const before = await bench.store.auditHead();
    const client = await makeClient('test');
    await Promise.all(
      Array.from({ length: 20 }, () =>
        bench.store.appendAudit(newAudit('client.read', { mode: 'test', clientId: client.id })),
      ),
    );
    expect(await bench.store.deleteClient(test, newId(), newAudit('client.delete', { mode: 'test' }))).toBe(
      undefined,
    );
    const head = await bench.store.auditHead();
    // The entry of a client that is not there takes no place.
    expect(head?.seq).toBe((before?.seq ?? 0) + 21);

    let last = { seq: 0, hash: '0'.repeat(64) };
    for (;;) {
      const links = await bench.store.listChain(last.seq, 50);
      for (const { seq, hash, ...entry } of links) {
        expect(seq).toBe(last.seq + 1);
        expect(hash).toBe(await linkHash(last, entry));
        last = { seq, hash };
      }
      if (links.length < 50) break;
    }
    expect(last).toEqual(head);
    expect(await bench.store.digestUnchained()).toEqual({ count: 0, digest: '' });
  });
}
