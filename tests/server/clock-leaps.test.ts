/** A clock that leaps in the middle of a sweep: nothing is deleted by a time that was not judged. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFileBlobs } from '../../packages/server/src/blobs/files.ts';
import { createClockGuard } from '../../packages/server/src/housekeeping/clock-guard.ts';
import { sweep } from '../../packages/server/src/housekeeping/sweep.ts';
import { silentLog } from '../../packages/server/src/log.ts';
import { createKyselyStore } from '../../packages/server/src/store/kysely-store.ts';
import { openSqlite } from '../../packages/server/src/store/sqlite/sqlite.ts';
import {
  newAudit,
  newClient,
  newId,
  newPhoto,
  ownerOf,
  smallReport,
  testVault,
} from '../../packages/server/src/testing/records.ts';

it('keeps every photo when it leaps while the sweep is noted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-leaps-'));
  const store = createKyselyStore(openSqlite(join(folder, 'livephoto.db')), testVault);
  await store.migrate();
  const client = newClient();
  const subject = { mode: 'live', clientId: client.id } as const;
  await store.createClient(client, newAudit('client.create', subject));
  const photo = newPhoto(client);
  await store.reserveBlob(photo.blobKey, new Date(Date.now() + 60_000).toISOString());
  const audit = newAudit('livePhoto.create', { ...subject, livePhotoId: photo.id });
  expect(await store.commitUpload({ photo, report: smallReport, audit })).toBe('stored');

  let leap = 0;
  const clock = () => Date.now() + leap;
  const leaping = {
    ...store,
    async setNote(...note: Parameters<typeof store.setNote>) {
      await store.setNote(...note);
      leap = 400 * 24 * 60 * 60_000;
    },
  };
  const guard = createClockGuard(leaping, clock, () => performance.now());
  const blobs = await openFileBlobs(join(folder, 'images'));
  const options = { store, blobs, clock, ids: newId, log: silentLog, guard };
  const swept = await sweep({ ...options, retentionDays: 30, retentionShare: 1 });
  expect(leap).toBeGreaterThan(0);
  expect(swept.expiredPhotos).toBe(0);
  expect(await store.getLivePhoto(ownerOf('live'), photo.id)).toBeDefined();
  // The next one sees the leap.
  expect((await sweep({ ...options, retentionDays: 30, retentionShare: 1 })).expiredPhotos).toBe(0);
  await store.close();
  await rm(folder, { recursive: true });
});
