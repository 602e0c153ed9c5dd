/** `bench cost scale`: how the product scales with workers, callers, stored photos and the size of a photo. */
import { Command } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import { addOutputOptions, type OutputOptions, parseCount, type Surroundings } from '../../report/options.ts';
import { prepareOutput, writeReport } from '../../report/performance-report.ts';
import { runInfo } from '../../report/performance-run.ts';
import { terminalProgress } from '../../report/progress.ts';
import { measureScale, type ScaleOptions } from './measure-scale.ts';
import { scaleGoals, scaleSections } from './scale-sections.ts';

interface Options extends OutputOptions {
  readonly rounds: number;
  readonly stored: number;
  readonly quick?: true;
}

export function scaleOptions({
  rounds,
  stored,
  quick,
}: Pick<Options, 'rounds' | 'stored' | 'quick'>): ScaleOptions {
  const usual: ScaleOptions = {
    rounds,
    workers: [1, 2, 4],
    photos: 48,
    concurrency: [1, 2, 4, 8, 16],
    uploads: 24,
    stored: [100, 1000, stored].filter((count, index) => index === 2 || count < stored),
    requests: 30,
    sizes: [0.5, 1, 2, 5, 8, 12, 20],
    samples: 3,
  };
  if (!quick) return usual;
  return {
    ...usual,
    rounds: 1,
    photos: 4,
    concurrency: [1, 4],
    uploads: 4,
    stored: [40, 200],
    requests: 3,
    sizes: [0.5, 2],
    samples: 1,
  };
}

export function scaleCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('scale')
      .description(
        'Photos a second by workers, uploads by callers, lists by what is stored, time by size of the photo.',
      )
      .option('--rounds <n>', 'how often every number of workers and callers has its turn', parseCount, 4)
      .option('--stored <n>', 'photos stored when pages are asked for', parseCount, 10_000)
      .option('--quick', 'one short round and 200 stored photos: shows that everything works'),
  )
    .addHelpText(
      'after',
      `
Examples:
  pnpm bench cost scale
  pnpm bench cost scale --rounds 8 --json out/scale.json --html out/scale.html`,
    )
    .action(async (options: Options) => {
      await prepareOutput(options);
      const info = await runInfo(surroundings.command, ['hono', '@photostructure/sqlite']);
      const scale = await stopOnInterrupt((signal) =>
        measureScale(surroundings.root, scaleOptions(options), {
          progress: terminalProgress('scale'),
          signal,
        }),
      );
      await writeReport(
        {
          title: 'scale',
          info,
          goals: scaleGoals(scale),
          sections: scaleSections(scale),
          measured: { scale },
        },
        options,
      );
    });
}
