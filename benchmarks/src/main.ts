/** `pnpm bench`: measures livephoto. */
import { LivePhotoError } from '@livephoto/core';
import { Command } from 'commander';
import { captureCommand } from './accuracy/capture/capture-command.ts';
import { decodeCommand } from './accuracy/decoding/decode-command.ts';
import { degradationCommand } from './accuracy/degradation/degradation-command.ts';
import { eyesCommand } from './accuracy/eyes/eyes-command.ts';
import { accuracyCommand } from './accuracy/inspections/accuracy-command.ts';
import { invarianceCommand } from './accuracy/invariance/invariance-command.ts';
import { leftOutCommand } from './accuracy/left-out/left-out-command.ts';
import { perturbationsCommand } from './accuracy/perturbations/perturbations-command.ts';
import { allCommand } from './cost/all-command.ts';
import { chainCommand } from './cost/chain/chain-command.ts';
import { compareCommand } from './cost/compare/compare-command.ts';
import { fairnessCommand } from './cost/fairness/fairness-command.ts';
import { fleetCommand } from './cost/fleet/fleet-command.ts';
import { loadCommand } from './cost/load/load-command.ts';
import { peersCommand } from './cost/peers/peers-command.ts';
import { qualityCommand } from './cost/quality/quality-command.ts';
import { scaleCommand } from './cost/scale/scale-command.ts';
import { workersCommand } from './cost/scale/workers-command.ts';
import { sizeCommand } from './cost/size/size-command.ts';
import { speedCommand } from './cost/speed/speed-command.ts';
import { worstCommand } from './cost/worst/worst-command.ts';
import type { Surroundings } from './report/options.ts';
import { publishedCommand } from './report/published-command.ts';

const surroundings: Surroundings = {
  root: new URL('../../', import.meta.url),
  command: publishedCommand(process.argv.slice(2)),
};

const costCommands = () => [
  speedCommand(surroundings),
  compareCommand(surroundings),
  peersCommand(surroundings),
  scaleCommand(surroundings),
  workersCommand(surroundings),
  sizeCommand(surroundings),
  loadCommand(surroundings.root),
  fairnessCommand(surroundings.root),
  fleetCommand(surroundings.root),
  chainCommand(surroundings.root),
  worstCommand(),
  qualityCommand(surroundings),
  allCommand(surroundings),
];

const bench = new Command('bench')
  .description('Measures livephoto: its error rates, its speed, its size.')
  .addCommand(accuracyCommand(surroundings))
  .addCommand(leftOutCommand(surroundings))
  .addCommand(eyesCommand(surroundings))
  .addCommand(perturbationsCommand())
  .addCommand(degradationCommand())
  .addCommand(decodeCommand())
  .addCommand(invarianceCommand())
  .addCommand(captureCommand());
const cost = new Command('cost')
  .description('What it costs: speed, size, scale, load; `pnpm bench cost --help` lists them.')
  .showHelpAfterError('(--help says what can be asked)');
for (const command of costCommands()) cost.addCommand(command);
bench.addCommand(cost);
// Each of them answers to its own name as well: `pnpm bench speed`.
for (const command of costCommands()) bench.addCommand(command, { hidden: true });

try {
  await bench.showHelpAfterError('(--help says what can be asked)').parseAsync();
} catch (error) {
  if (!(error instanceof LivePhotoError)) throw error;
  // What it has observed is kept.
  const goesOn = ['accuracy', 'left-out', 'read-out'].includes(process.argv[2] ?? '')
    ? '; the same command goes on here'
    : '';
  const stopped = error.type === 'inspection_aborted';
  process.stderr.write(`bench: ${stopped ? `stopped${goesOn}` : error.message}\n`);
  process.exitCode = stopped ? 130 : 1;
}
