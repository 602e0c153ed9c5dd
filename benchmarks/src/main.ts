/** `pnpm bench`: measures livephoto. */
import { LivePhotoError } from '@livephoto/core';
import { Command } from 'commander';
import { accuracyCommand, type Surroundings } from './accuracy/command.ts';
import { alterationsCommand } from './alterations/command.ts';
import { invarianceCommand } from './invariance/command.ts';
import { loadCommand } from './load/command.ts';
import { readOutCommand } from './read-out/command.ts';

const surroundings: Surroundings = {
  root: new URL('../../', import.meta.url),
  command: `pnpm bench ${process.argv.slice(2).join(' ')}`,
};

try {
  await new Command('bench')
    .description('Measures livephoto: error rates on labelled photos, and what must not change its angles.')
    .addCommand(accuracyCommand(surroundings))
    .addCommand(invarianceCommand())
    .addCommand(alterationsCommand())
    .addCommand(loadCommand(surroundings.root))
    .addCommand(readOutCommand())
    .showHelpAfterError('(--help says what can be asked)')
    .parseAsync();
} catch (error) {
  if (!(error instanceof LivePhotoError)) throw error;
  const stopped = error.type === 'inspection_aborted';
  process.stderr.write(`bench: ${stopped ? 'stopped; the same command goes on here' : error.message}\n`);
  process.exitCode = stopped ? 130 : 1;
}
