/** Jobs as they are made: one for one idempotency key, and no more under way than may. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newJob } from '../../api/jobs/show-job.ts';
import { newAudit, newId } from '../../testing/records.ts';
import { firstPage } from '../../testing/store-bench.ts';
import type { JobCreation } from '../jobs.ts';
import type { LivePhotoStore } from '../live-photo-store.ts';
import type { WorkStore } from '../work-store.ts';

export interface JobStores {
  readonly photos: LivePhotoStore;
  readonly work: WorkStore;
}

export function testJobStore(open: () => Promise<JobStores>): void {
  describe('jobs', () => {
    let stores: JobStores;
    beforeAll(async () => {
      stores = await open();
      await stores.photos.migrate();
    });
    afterAll(() => stores?.photos.close());

    /** Of an account of its own, so that nothing else is in its lists. */
    const makerOf = (account: string) => {
      const owner = { account, mode: 'live' } as const;
      return async (creation?: JobCreation, keyId = 'key') => {
        const request = { owner, keyId, type: 'export', options: {} } as const;
        const { job, task } = newJob(request, { clock: Date.now, ids: newId });
        const outcome = await stores.work.createJob(job, task, newAudit('job.create', owner), creation);
        return { job, outcome };
      };
    };
    const made = async (account: string) => {
      const owner = { account, mode: 'live' } as const;
      const { totalItems } = await stores.photos.listAudit(owner, firstPage);
      const jobs = await stores.work.listJobs(owner, firstPage);
      expect(totalItems).toBe(jobs.totalItems);
      return jobs.items.map(({ id }) => id);
    };

    it('makes one job for one idempotency key, however many ask at once', async () => {
      const make = makerOf('keyed');
      const idempotency = { key: `night-${newId()}`, fingerprint: 'f' };
      const tasks = (await stores.work.countTasks()).plan ?? 0;
      const all = await Promise.all(Array.from({ length: 6 }, () => make({ idempotency })));
      const stored = all.filter(({ outcome }) => outcome === 'stored');
      expect(stored).toHaveLength(1);
      expect(all.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(5);
      const found = await stores.work.findJobByKey('key', idempotency.key);
      expect(found).toMatchObject({ fingerprint: 'f', job: { id: stored[0]!.job.id, state: 'queued' } });
      expect(await stores.work.findJobByKey('another', idempotency.key)).toBeUndefined();
      expect(await made('keyed')).toEqual([stored[0]!.job.id]);
      expect((await stores.work.countTasks()).plan).toBe(tasks + 1);
      expect((await make({ idempotency }, 'another')).outcome).toBe('stored');
    });

    it('makes no more than may be under way, however many ask at once', async () => {
      const make = makerOf('crowded');
      const all = await Promise.all(Array.from({ length: 8 }, () => make({ most: 3 })));
      expect(all.filter(({ outcome }) => outcome === 'stored')).toHaveLength(3);
      expect(all.filter(({ outcome }) => outcome === 'full')).toHaveLength(5);
      const [first] = await made('crowded');
      expect((await make()).outcome).toBe('stored');
      const owner = { account: 'crowded', mode: 'live' } as const;
      await stores.work.cancelJob(owner, first!, newAudit('job.cancel', owner));
      expect((await make({ most: 4 })).outcome).toBe('stored');
    });

    it('forgets keys after their time, and the job stays', async () => {
      const make = makerOf('forgotten');
      const idempotency = { key: `old-${newId()}`, fingerprint: 'f' };
      const { job } = await make({ idempotency });
      await stores.work.forgetJobsBefore('2001-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z');
      expect(await stores.work.findJobByKey('key', idempotency.key)).toBeDefined();
      await stores.work.forgetJobsBefore('2001-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z');
      expect(await stores.work.findJobByKey('key', idempotency.key)).toBeUndefined();
      expect(await made('forgotten')).toEqual([job.id]);
      expect((await make({ idempotency })).outcome).toBe('stored');
    });
  });
}
