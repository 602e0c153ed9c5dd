/** `pnpm bench`: measures livephoto. */
import { LivePhotoError } from '@livephoto/core';
import { Command } from 'commander';
import { accuracyCommand } from './accuracy/inspections/accuracy-command.ts';
import { invarianceCommand } from './accuracy/invariance/invariance-command.ts';
import { readOutCommand } from './accuracy/left-out/left-out-command.ts';
import { alterationsCommand } from './accuracy/perturbations/perturbations-command.ts';
import { allCommand } from './cost/all-command.ts';
import { compareCommand } from './cost/compare/compare-command.ts';
import { loadCommand } from './cost/load/load-command.ts';
import { peersCommand } from './cost/peers/peers-command.ts';
import { scaleCommand } from './cost/scale/scale-command.ts';
import { sizeCommand } from './cost/size/size-command.ts';
import { speedCommand } from './cost/speed/speed-command.ts';
import type { Surroundings } from './report/options.ts';

const surroundings: Surroundings = {
  root: new URL('../../', import.meta.url),
  command: `pnpm bench ${process.argv.slice(2).join(' ')}`,
};

try {
  await new Command('bench')
    .description('Measures livephoto: its error rates, its speed, its size.')
    .addCommand(accuracyCommand(surroundings))
    .addCommand(invarianceCommand())
    .addCommand(alterationsCommand())
    .addCommand(loadCommand(surroundings.root))
    .addCommand(speedCommand(surroundings))
    .addCommand(compareCommand(surroundings))
    .addCommand(peersCommand(surroundings))
    .addCommand(scaleCommand(surroundings))
    .addCommand(sizeCommand(surroundings))
    .addCommand(allCommand(surroundings))
    .addCommand(readOutCommand())
    .showHelpAfterError('(--help says what can be asked)')
    .parseAsync();
} catch (error) {
  if (!(error instanceof LivePhotoError)) throw error;
  // What it has observed is kept.
  const goesOn = process.argv[2] === 'accuracy' ? '; the same command goes on here' : '';
  const stopped = error.type === 'inspection_aborted';
  process.stderr.write(`bench: ${stopped ? `stopped${goesOn}` : error.message}\n`);
  process.exitCode = stopped ? 130 : 1;
}
