/** `livephoto sweep`: deletes what is past its time, or says what would be. */
import { createIds } from '@livephoto/core';
import { Command } from 'commander';
import type { CommandFactory } from '../command-factory.ts';
import { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { addSettings } from './server-settings.ts';
import { type OpenStorage, withStorage } from './with-storage.ts';

const examples = `
Examples:
  livephoto sweep --dry-run --retention-days 30
  livephoto sweep --retention-days 30 --retention-share 100   # all that is past its time, at once

A server sweeps by itself, from time to time. It stops while the clock is in doubt, that is for an hour after it leapt, and
at a start days after the last sweep; this command trusts the clock.

Exit code: 0 done, 2 the data cannot be opened, or bad usage.`;

export const sweepCommand: CommandFactory = (terminal, done) => {
  const command = new Command('sweep').description(
    'delete live photos past their time, and bytes that nobody needs',
  );
  addSettings(command, ['data', 'retentionDays', 'retentionShare']);
  return command
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .addHelpText('after', examples)
    .action(async (options: Record<string, unknown>) => {
      await withStorage(options, false, (open) => sweepNow(open, options.dryRun === true, terminal));
      done(ExitCode.accepted);
    });
};

async function sweepNow(
  { config, log, storage }: OpenStorage,
  isDryRun: boolean,
  { stdout }: Terminal,
): Promise<void> {
  const { planSweep, sweep, sweeping } = await import('@livephoto/server/node');
  const { store, blobs, leader } = storage;
  const clock = Date.now;
  const retention = { retentionDays: config.retentionDays, retentionShare: config.retentionShare / 100 };
  const { livePhotos, expiredPhotos, cutoff, next } = await planSweep({ store, clock, ...retention });
  stdout.write(
    cutoff === undefined
      ? `${livePhotos} live photos are kept until they are deleted.\n`
      : `Of ${livePhotos} live photos ${expiredPhotos} are from before ${cutoff}.\n`,
  );
  if (isDryRun) {
    stdout.write(`A sweep would delete ${next} of them now.\n`);
    return;
  }
  const options = { store, blobs, clock, ids: createIds(clock), log, ...retention };
  const result = await leader.alone(sweeping, () => sweep(options));
  stdout.write(
    `Deleted ${result.expiredPhotos} live photos, and removed ${result.blobs} blobs that nobody needed.\n`,
  );
}
