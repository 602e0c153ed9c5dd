/** The contracts of the stores on D1 and R2, in the runtime that Cloudflare deploys (workerd, by Miniflare). */
import { Miniflare } from 'miniflare';
import { afterAll, describe } from 'vitest';
import { testBlobStore } from '../../packages/server/src/blobs/blob-store.contract.ts';
import { openR2Blobs } from '../../packages/server/src/blobs/r2.ts';
import { testCapturePrints } from '../../packages/server/src/store/capture-prints.contract.ts';
import { testCaptureSessions } from '../../packages/server/src/store/capture-sessions.contract.ts';
import { testJobStore } from '../../packages/server/src/store/contract/jobs.contract.ts';
import { openD1 } from '../../packages/server/src/store/d1.ts';
import { testLivePhotoPage } from '../../packages/server/src/store/kysely/live-photo-page.contract.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import { createKyselyWorkStore } from '../../packages/server/src/store/kysely-work-store.ts';
import { testLivePhotoStore } from '../../packages/server/src/store/live-photo-store.contract.ts';
import { testVault } from '../../packages/server/src/testing/records.ts';

const miniflare = new Miniflare({
  modules: true,
  script: 'export default { fetch: () => new Response() }',
  d1Databases: ['DB', 'EMPTY'],
  r2Buckets: ['PHOTOS'],
});
afterAll(() => miniflare.dispose());

describe('D1', () => {
  testLivePhotoStore(async () => createKyselyStore(openD1(await miniflare.getD1Database('DB')), testVault));
  testCaptureSessions(async () => createKyselyStore(openD1(await miniflare.getD1Database('DB')), testVault));
  testCapturePrints(async () => createKyselyStore(openD1(await miniflare.getD1Database('DB')), testVault));
  testLivePhotoPage(async () => openD1(await miniflare.getD1Database('EMPTY')));
  testJobStore(async () => {
    const database = openD1(await miniflare.getD1Database('DB'));
    return {
      photos: createKyselyStore(database, testVault),
      work: createKyselyWorkStore(database, testVault),
    };
  });
});

describe('R2', () => {
  testBlobStore(async () => openR2Blobs((await miniflare.getR2Bucket('PHOTOS')) as never));
});
