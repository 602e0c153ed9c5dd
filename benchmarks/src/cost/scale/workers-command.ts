/** `bench cost workers`: the part of `scale` that tells what a second worker brings, and what a second core gives. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import { addOutputOptions, type OutputOptions, parseCount, type Surroundings } from '../../report/options.ts';
import { prepareOutput, writeReport } from '../../report/performance-report.ts';
import { runInfo } from '../../report/performance-run.ts';
import { terminalProgress } from '../../report/progress.ts';
import { makePhotos, type TimedPhoto, timedRecipes } from '../speed/photos.ts';
import { measureWorkers, type WorkersOptions, type WorkersResult, workersSteps } from './measure-workers.ts';
import { scaleOptions } from './scale-command.ts';
import { workerGoal, workerSection } from './scale-sections.ts';

interface Options extends OutputOptions {
  readonly rounds: number;
  readonly quick?: true;
}

export function workersCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('workers')
      .description('Photos a second by workers, beside what plain processes do: the first part of `scale`.')
      .option('--rounds <n>', 'how often every number of workers has its turn', parseCount, 4)
      .option('--quick', 'one short round: shows that everything works'),
  ).action(async (options: Options) => {
    await prepareOutput(options);
    const info = await runInfo(surroundings.command, []);
    const workers = await stopOnInterrupt((signal) =>
      measure(surroundings.root, scaleOptions({ ...options, stored: 1 }), signal),
    );
    await writeReport(
      {
        title: 'workers',
        info,
        goals: [workerGoal(workers)],
        sections: [workerSection(workers)],
        measured: { workers },
      },
      options,
    );
  });
}

async function measure(root: URL, options: WorkersOptions, signal: AbortSignal): Promise<WorkersResult> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-workers-'));
  const progress = terminalProgress('workers');
  progress.start(workersSteps(options));
  try {
    const [photo] = (await makePhotos(root, folder, [timedRecipes['2mp']])) as [TimedPhoto];
    return await measureWorkers(photo.file, options, { progress, signal });
  } finally {
    progress.stop();
    await rm(folder, { recursive: true });
  }
}
