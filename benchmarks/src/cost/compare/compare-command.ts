/** `bench cost compare REV`: whether a change made the product faster, and by how much. */
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
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
import type { NodeJob } from '../speed/node-subject.ts';
import { type MadeName, madeNames } from '../speed/photos.ts';
import { quickly } from '../speed/speed-command.ts';
import { compareSections } from './compare-sections.ts';
import { type CompareResult, measureTrees, type Tree } from './measure-trees.ts';
import { prepareRevision, type Revision } from './revision.ts';

interface Options extends OutputOptions {
  readonly rounds: number;
  readonly samples: number;
  readonly backend: NodeJob['backend'];
  readonly photos: readonly MadeName[];
  readonly photo: readonly string[];
  readonly quick?: true;
}

export function compareCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('compare')
      .description(
        'Time this tree, built as it is, against another revision: which is faster, and how surely.',
      )
      .argument('<revision>', 'commit, branch or tag to compare with')
      .argument('[other]', 'compare this revision with the first, instead of this tree')
      .option('--rounds <n>', 'fresh processes of each; more make the interval narrower', parseCount, 10)
      .option('--samples <n>', 'inspections of each photo in each process', parseCount, 5)
      .addOption(
        new Option('--backend <name>', 'what infers')
          .choices(['wasm', 'onnxruntime', 'native'])
          .default('wasm'),
      )
      .option(
        '--photos <names>',
        `which of the made photos, comma-separated: ${madeNames.join(', ')}`,
        parseNames(madeNames, 'photo'),
        [...madeNames],
      )
      .option('--photo <file>', 'time this photo too; may be given several times', collect, [])
      .option('--quick', 'one round of two inspections: shows that everything works, not which is faster'),
  )
    .addHelpText(
      'after',
      `
The revision is checked out into a temporary folder, installed from pnpm's store, built, and removed afterwards.
A ratio below 1 says that this tree is faster; where its interval holds 1 no difference was shown.

Examples:
  pnpm bench cost compare main
  pnpm bench cost compare HEAD~3 --rounds 20 --html out/compare.html
  pnpm bench cost compare v0.1.0 v0.2.0 --backend native --json out/compare.json`,
    )
    .action(async (revision: string, other: string | undefined, options: Options) => {
      await prepareOutput(options);
      const info = await runInfo(surroundings.command);
      const compare = await stopOnInterrupt((signal) =>
        compareRevisions(surroundings.root, revision, other, options, signal),
      );
      await writeReport(
        { title: 'comparison', info, goals: [], sections: compareSections(compare), measured: { compare } },
        options,
      );
    });
}

async function compareRevisions(
  root: URL,
  revision: string,
  other: string | undefined,
  { rounds, samples, backend, photos, photo, quick }: Options,
  signal: AbortSignal,
): Promise<CompareResult> {
  const prepared: Revision[] = [];
  const prepare = async (name: string): Promise<Tree> => {
    const say = (step: string) => process.stderr.write(`${step}\n`);
    const ready = await prepareRevision(root, name, { say, signal });
    prepared.push(ready);
    return ready;
  };
  try {
    const theirs = await prepare(revision);
    const ours: Tree =
      other === undefined
        ? { name: 'this tree', commit: null, folder: fileURLToPath(root).replace(/\/$/, '') }
        : await prepare(other);
    const settings = {
      rounds,
      samples,
      backend,
      photos: { made: photos, own: photo },
      ...(quick ? quickly : {}),
    };
    return await measureTrees(root, ours, theirs, settings, {
      progress: terminalProgress('compare'),
      signal,
    });
  } finally {
    for (const { remove } of prepared) await remove();
  }
}
