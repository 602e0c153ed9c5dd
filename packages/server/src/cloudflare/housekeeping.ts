/** What a Worker does by the clock: sweeps, retention, and wrapping keys with a new master key. */
import { createIds } from '@livephoto/core';
import { rewrapAll } from '../housekeeping/rewrap.ts';
import { sealAll } from '../housekeeping/seal-all.ts';
import { sweep, sweepUnknownBlobs } from '../housekeeping/sweep.ts';
import { forgetOldWork } from '../jobs/create-work.ts';
import type { Service } from './service.ts';

/** The cron that also looks for bytes that nobody knows, as it stands in wrangler.jsonc; every other one sweeps. */
export const unknownBlobsCron = '17 3 * * *';

/** One that fails is logged and takes nothing of the others with it; all of them go on where they were. */
export async function keepHouse(
  { store, blobs, vault, config, log, background }: Service,
  cron: string,
): Promise<void> {
  const run = async (what: string, work: () => Promise<object>) => {
    try {
      const result = await work();
      if (Object.values(result).some((count) => count > 0)) log.info({ ...result }, what);
    } catch (error) {
      log.error({ err: error }, `${what}: failed; the next run tries again`);
    }
  };
  const { retentionDays } = config;
  await run('sealed', async () => {
    await sealAll(store, log, 2);
    return {};
  });
  await run('swept', () =>
    sweep({ store, blobs, clock: Date.now, ids: createIds(Date.now), log, retentionDays }),
  );
  if (config.previousMasterKeys.length > 0) {
    await run('wrapped with the current master key', async () => ({
      rewrapped: await rewrapAll({ store, vault }),
    }));
  }
  if (background) {
    const { runner, work } = background;
    await run('told the queue of tasks', async () => {
      await forgetOldWork(work, Date.now);
      await runner.remind();
      return { tasks: await runner.tell() };
    });
  }
  if (cron === unknownBlobsCron) {
    await run('swept', async () => ({ unknownBlobs: await sweepUnknownBlobs({ store, blobs, log }) }));
  }
}
