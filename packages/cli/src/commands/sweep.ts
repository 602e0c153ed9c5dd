/** `livephoto sweep`: deletes what is past its time, or says what would be. */
import { createIds } from '@livephoto/core';
import { Command } from 'commander';
import { ExitCode } from '../exit-code.ts';
import type { CommandFactory } from '../program.ts';
import { addSettings, readSettings } from './server-settings.ts';

const examples = `
Examples:
  livephoto sweep --dry-run --retention-days 30
  livephoto sweep --retention-days 30 --retention-share 100   # all that is past its time, at once

A server sweeps by itself, from time to time. It stops while the clock is in doubt, that is for an hour after it leapt, and
at a start days after the last sweep; this command trusts the clock.`;

export const sweepCommand: CommandFactory = (terminal, done) => {
  const command = new Command('sweep').description(
    'delete live photos past their time, and bytes that nobody needs',
  );
  addSettings(command, ['data', 'retentionDays', 'retentionShare']);
  return command
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .addHelpText('after', examples)
    .action(async (options: Record<string, unknown>) => {
      const config = readSettings(options);
      const { createLog, openStorage, planSweep, sweep, sweeping } = await import('@livephoto/server/node');
      const log = createLog('error');
      const { close, store, blobs, leader } = await openStorage(config, log, false);
      const write = (text: string) => terminal.stdout.write(text);
      try {
        const retention = {
          retentionDays: config.retentionDays,
          retentionShare: config.retentionShare / 100,
        };
        const plan = await planSweep({ store, clock: Date.now, ...retention });
        if (plan.cutoff === undefined)
          write(`${plan.livePhotos} live photos are kept until they are deleted.\n`);
        else
          write(`Of ${plan.livePhotos} live photos ${plan.expiredPhotos} are from before ${plan.cutoff}.\n`);
        if (options.dryRun) {
          write(`A sweep would delete ${plan.next} of them now.\n`);
        } else {
          const options = { store, blobs, clock: Date.now, ids: createIds(Date.now), log, ...retention };
          const result = await leader.alone(sweeping, () => sweep(options));
          write(
            `Deleted ${result.expiredPhotos} live photos, and removed ${result.blobs} blobs that nobody needed.\n`,
          );
        }
      } finally {
        await close();
      }
      done(ExitCode.accepted);
    });
};
