/** `bench cost peers`: the product beside other packages, on the same photos in the same run. */
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
import { measureNets, netOptions } from '../nets/measure-nets.ts';
import { netSections } from '../nets/net-sections.ts';
import { type MadeName, madeNames } from '../speed/photos.ts';
import { quickly } from '../speed/speed-command.ts';
import { type ParticipantName, participantNames } from './checks.ts';
import { measurePeers } from './measure-peers.ts';
import { readPeerAccuracy } from './peer-accuracy.ts';
import { peerGoals, peerSections } from './peer-sections.ts';

interface Options extends OutputOptions {
  readonly only: readonly ParticipantName[];
  readonly rounds: number;
  readonly samples: number;
  readonly photos: readonly MadeName[];
  readonly photo: readonly string[];
  readonly accuracy?: string;
  readonly quick?: true;
  readonly nets: boolean;
}

/** What they are made of. */
export const peerPackages = [
  '@vladmandic/human',
  '@vladmandic/face-api',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  '@mediapipe/face_mesh',
  '@mediapipe/tasks-vision',
  '@litertjs/core',
  'sharp',
];

export function peersCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('peers')
      .description(
        'Time the product beside human, face-api, MediaPipe and faceplugin, on the same photos, in turns.',
      )
      .option(
        '--only <names>',
        `comma-separated: ${participantNames.join(', ')}`,
        parseNames(participantNames, 'package'),
        [...participantNames],
      )
      .option('--rounds <n>', 'fresh processes or pages of each', parseCount, 5)
      .option('--samples <n>', 'times each photo in each', parseCount, 5)
      .option(
        '--photos <names>',
        `which of the made photos, comma-separated: ${madeNames.join(', ')}`,
        parseNames(madeNames, 'photo'),
        ['2mp', '12mp'],
      )
      .option('--photo <file>', 'time this photo too; may be given several times', collect, [])
      .option(
        '--accuracy <file>',
        'set error rates of liveness beside, from the JSON of `bench accuracy --baselines`',
      )
      .option('--no-nets', 'leave out the networks one by one beside LiteRT')
      .option('--quick', 'one round of two photos each: shows that everything works, not which is faster'),
  )
    .addHelpText(
      'after',
      `
Each package runs as its users run it without a graphics card. Those of Chromium need one at /usr/bin/chromium, or
where CHROMIUM says; where there is none they are left out.

Examples:
  pnpm bench cost peers
  pnpm bench cost peers --only livephoto,human --photos 2mp --rounds 15 --no-nets
  pnpm bench cost peers --accuracy out/accuracy.json --html out/peers.html`,
    )
    .action(async (options: Options) => {
      await prepareOutput(options);
      const accuracy = options.accuracy === undefined ? undefined : await readPeerAccuracy(options.accuracy);
      const info = await runInfo(surroundings.command, peerPackages);
      const { only, rounds, samples, photos, photo, quick } = options;
      const settings = {
        participants: only,
        rounds,
        samples,
        photos: { made: photos, own: photo },
        ...(quick ? quickly : {}),
      };
      const { peers, nets } = await stopOnInterrupt(async (signal) => ({
        peers: await measurePeers(surroundings.root, settings, {
          progress: terminalProgress('peers'),
          signal,
        }),
        nets: options.nets
          ? await measureNets(surroundings.root, netOptions(rounds, quick), {
              progress: terminalProgress('nets'),
              signal,
            })
          : undefined,
      }));
      await writeReport(
        {
          title: 'other packages',
          info,
          goals: peerGoals(peers),
          sections: [...peerSections(peers, accuracy), ...(nets ? netSections(nets) : [])],
          measured: { peers, ...(nets ? { nets } : {}), ...(accuracy ? { accuracy } : {}) },
        },
        options,
      );
    });
}
