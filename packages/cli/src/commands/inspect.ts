/** `livephoto inspect`: photos in, a verdict and its reasons out. */
import { policies } from '@livephoto/core';
import { Command, Option } from 'commander';
import { listPhotos } from '../inputs/list-photos.ts';
import { readPolicy } from '../inputs/policy-file.ts';
import { inspectPhotos } from '../inspect-photos.ts';
import type { CommandFactory } from '../program.ts';
import { textWidth } from '../terminal.ts';
import { createProgress } from '../view/progress.ts';
import { createJsonView, createTableView } from '../view/view.ts';

interface Options {
  readonly json?: true;
  readonly policy: string;
  readonly liveness: boolean;
  readonly annotate?: string;
  readonly backend: 'wasm' | 'native';
}

const examples = `
Examples:
  livephoto inspect selfie.jpg
  livephoto inspect photos/ --policy strict --annotate out/
  cat selfie.jpg | livephoto inspect - --json
  livephoto inspect photos/ --json | jq -r 'select(.accepted == false) | .file'

Exit code: 0 all accepted, 1 some refused, 2 some unreadable or bad usage (the rest is still inspected).`;

export const inspectCommand: CommandFactory = (terminal, done) =>
  new Command('inspect')
    .description('inspect photos: is there one face, unobstructed, facing the camera, and a genuine capture?')
    .argument('<file...>', 'JPEG or PNG files, folders of them, or - for standard input')
    .option('--json', 'print one report a line, for programs')
    .option(
      '--policy <name>',
      `what is accepted: ${Object.keys(policies).join(', ')}, or a JSON file`,
      'default',
    )
    .option('--no-liveness', 'leave the liveness check out')
    .option('--annotate <dir>', 'write a picture of what was seen of each photo into this folder')
    .addOption(
      new Option(
        '--backend <name>',
        'where the models run: wasm, the same on every machine, or native, faster',
      )
        .choices(['wasm', 'native'])
        .default('wasm'),
    )
    .addHelpText('after', examples)
    .action(async (paths: string[], options: Options) => {
      const policy = await readPolicy(options.policy);
      // Loaded late, so that help, version and a typing error answer at once.
      const { createNodeInspector } = await import('@livephoto/worker-runtime/node');
      const { createAnnotator } = await import('../annotate/annotator.ts');
      const annotator = options.annotate === undefined ? undefined : await createAnnotator(options.annotate);
      const sources = await listPhotos(paths);
      const style = { width: textWidth(terminal.stdout), colors: terminal.colors };
      const inspector = await createNodeInspector({ backend: options.backend, policy });
      try {
        done(
          await inspectPhotos(sources, {
            inspector,
            annotator,
            terminal,
            performLivenessCheck: options.liveness,
            view: options.json ? createJsonView() : createTableView(style, sources.length),
            progress: createProgress(sources.length, terminal.stderr),
          }),
        );
      } finally {
        await inspector.dispose();
      }
    });
