/** `bench cost all`: speed, other packages, scale and size in one run, one JSON and one page. */
import { Command } from 'commander';
import { stopOnInterrupt } from '../report/interrupt.ts';
import { addOutputOptions, type OutputOptions, parseCount, type Surroundings } from '../report/options.ts';
import { prepareOutput, writeReport } from '../report/performance-report.ts';
import { runInfo } from '../report/performance-run.ts';
import { terminalProgress } from '../report/progress.ts';
import { measureNets, netOptions } from './nets/measure-nets.ts';
import { netSections } from './nets/net-sections.ts';
import { participantNames } from './peers/checks.ts';
import { measurePeers } from './peers/measure-peers.ts';
import { readPeerAccuracy } from './peers/peer-accuracy.ts';
import { peerGoals, peerSections } from './peers/peer-sections.ts';
import { peerPackages } from './peers/peers-command.ts';
import { measureScale } from './scale/measure-scale.ts';
import { scaleOptions } from './scale/scale-command.ts';
import { scaleGoals, scaleSections } from './scale/scale-sections.ts';
import { measureSizes } from './size/measure-sizes.ts';
import { failWhenTooLarge } from './size/size-command.ts';
import { sizeGoals, sizeSections } from './size/size-sections.ts';
import { backendNames, measureSpeed } from './speed/measure-speed.ts';
import { madeNames } from './speed/photos.ts';
import { quickly } from './speed/speed-command.ts';
import { speedGoals } from './speed/speed-goals.ts';
import { speedSections } from './speed/speed-sections.ts';

interface Options extends OutputOptions {
  readonly rounds: number;
  readonly accuracy?: string;
  readonly endurance?: number;
  readonly stored: number;
  readonly quick?: true;
}

export function allCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('all')
      .alias('report')
      .description(
        'Run speed, peers, scale and size, and write one report; ends with 1 when something is too large.',
      )
      .option('--rounds <n>', 'fresh processes of each', parseCount, 5)
      .option(
        '--accuracy <file>',
        'set error rates of liveness beside, from the JSON of `bench accuracy --baselines`',
      )
      .option(
        '--endurance <n>',
        'then inspect a small photo n times in one process and watch its memory',
        parseCount,
      )
      .option('--stored <n>', 'photos stored when pages of a list are asked for', parseCount, 10_000)
      .option('--quick', 'one short round of everything: shows that it works, not how fast it is'),
  )
    .addHelpText(
      'after',
      `
Takes about ten minutes on a quiet machine with two cores. Run nothing else meanwhile.

Examples:
  pnpm bench cost all --html out/performance.html --json out/performance.json
  pnpm bench cost all --quick --html out/performance.html`,
    )
    .action(async (options: Options) => {
      await prepareOutput(options);
      const accuracy = options.accuracy === undefined ? undefined : await readPeerAccuracy(options.accuracy);
      const info = await runInfo(surroundings.command, [
        ...peerPackages,
        'hono',
        '@photostructure/sqlite',
        'esbuild',
      ]);
      const { speed, peers, nets, scale } = await stopOnInterrupt((signal) =>
        measureAll(surroundings.root, options, signal),
      );
      const size = await measureSizes(surroundings.root);
      await writeReport(
        {
          title: 'performance',
          info,
          goals: [...speedGoals(speed), ...peerGoals(peers), ...scaleGoals(scale), ...sizeGoals(size)],
          sections: [
            ...speedSections(speed),
            ...peerSections(peers, accuracy),
            ...netSections(nets),
            ...scaleSections(scale),
            ...sizeSections(size),
          ],
          measured: { speed, peers, nets, ...(accuracy ? { accuracy } : {}), scale, size },
        },
        options,
      );
      failWhenTooLarge(size);
    });
}

async function measureAll(root: URL, { rounds, endurance = 0, stored, quick }: Options, signal: AbortSignal) {
  const often = { rounds, ...(quick ? quickly : {}) };
  const speed = await measureSpeed(
    root,
    {
      backends: backendNames,
      samples: 7,
      photos: { made: madeNames, own: [] },
      endurance,
      ...often,
    },
    { progress: terminalProgress('speed'), signal },
  );
  const peers = await measurePeers(
    root,
    { participants: participantNames, samples: 5, photos: { made: ['2mp', '12mp'], own: [] }, ...often },
    { progress: terminalProgress('peers'), signal },
  );
  const nets = await measureNets(root, netOptions(rounds, quick), {
    progress: terminalProgress('nets'),
    signal,
  });
  const scale = await measureScale(root, scaleOptions({ rounds, stored, ...(quick ? { quick } : {}) }), {
    progress: terminalProgress('scale'),
    signal,
  });
  return { speed, peers, nets, scale };
}
