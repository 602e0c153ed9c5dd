/** `bench cost speed`: how long a photo takes, stage by stage, how long the start, and how much memory. */
import { Command } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import {
  addOutputOptions,
  collect,
  type OutputOptions,
  parseCount,
  parseNames,
  type Surroundings,
} from '../../report/options.ts';
import { prepareOutput, writeReport } from '../../report/performance-report.ts';
import { runInfo } from '../../report/performance-run.ts';
import { terminalProgress } from '../../report/progress.ts';
import { type BackendName, backendNames, measureSpeed, type SpeedOptions } from './measure-speed.ts';
import { type MadeName, madeNames } from './photos.ts';
import { speedGoals } from './speed-goals.ts';
import { speedSections } from './speed-sections.ts';

interface Options extends OutputOptions {
  readonly backends: readonly BackendName[];
  readonly rounds: number;
  readonly samples: number;
  readonly photos: readonly MadeName[];
  readonly photo: readonly string[];
  readonly endurance?: number;
  readonly quick?: true;
}

/** A look at whether everything works: its figures mean little. */
export const quickly = { rounds: 1, samples: 2 } as const;

export function speedCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('speed')
      .description(
        'Time every stage of an inspection, the cold start and memory, in fresh processes that take turns.',
      )
      .option(
        '--backends <names>',
        `comma-separated: ${backendNames.join(', ')}`,
        parseNames(backendNames, 'backend'),
        [...backendNames],
      )
      .option('--rounds <n>', 'fresh processes of each backend', parseCount, 5)
      .option('--samples <n>', 'inspections of each photo in each process', parseCount, 7)
      .option(
        '--photos <names>',
        `which of the made photos, comma-separated: ${madeNames.join(', ')}`,
        parseNames(madeNames, 'photo'),
        [...madeNames],
      )
      .option('--photo <file>', 'time this photo too; may be given several times', collect, [])
      .option(
        '--endurance <n>',
        'then inspect a small photo n times in one process and watch its memory',
        parseCount,
      )
      .option('--quick', 'one round of two inspections: shows that everything works, not how fast it is'),
  )
    .addHelpText(
      'after',
      `
Photos of 2, 5 and 12 megapixels are made from the sample selfie, the same ones every time. Compare times of one run
only: the machine's other work changes them by half. To compare two revisions use \`pnpm bench cost compare\`.

Examples:
  pnpm bench cost speed
  pnpm bench cost speed --backends wasm,native --rounds 9 --json out/speed.json --html out/speed.html
  pnpm bench cost speed --quick --endurance 10000`,
    )
    .action(async (options: Options) => {
      await prepareOutput(options);
      const info = await runInfo(surroundings.command);
      const speed = await stopOnInterrupt((signal) =>
        measureSpeed(surroundings.root, speedOptions(options), {
          progress: terminalProgress('speed'),
          signal,
        }),
      );
      await writeReport(
        {
          title: 'speed',
          info,
          goals: speedGoals(speed),
          sections: speedSections(speed),
          measured: { speed },
        },
        options,
      );
    });
}

function speedOptions({
  backends,
  rounds,
  samples,
  photos,
  photo,
  endurance = 0,
  quick,
}: Options): SpeedOptions {
  return {
    backends,
    rounds,
    samples,
    photos: { made: photos, own: photo },
    endurance,
    ...(quick ? quickly : {}),
  };
}
