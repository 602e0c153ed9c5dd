/** What every `LivePhotoStore` must do, whatever is below it. A driver's own test opens one and calls this. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createStoreBench } from '../testing/store-bench.ts';
import { testAuditLog } from './contract/audit-log.contract.ts';
import { testErasing } from './contract/erasing.contract.ts';
import { testLivePhotoLists } from './contract/live-photo-lists.contract.ts';
import { testRecords } from './contract/records.contract.ts';
import { testUploads } from './contract/uploads.contract.ts';
import type { LivePhotoStore } from './live-photo-store.ts';

export function testLivePhotoStore(open: () => Promise<LivePhotoStore>): void {
  describe('LivePhotoStore contract', () => {
    let store: LivePhotoStore;
    beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    afterAll(() => store?.close());

    it('migrates again without a change, and says when it can be written', async () => {
      await store.migrate();
      await store.check();
    });

    const bench = createStoreBench(() => store);
    testRecords(bench);
    testLivePhotoLists(bench);
    testUploads(bench);
    testErasing(bench);
    testAuditLog(bench);
  });
}
