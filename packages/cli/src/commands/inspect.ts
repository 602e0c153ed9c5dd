/** `livephoto inspect`: photos in, a verdict and its reasons out. */

import { type Policy, policies } from '@livephoto/core';
import type { NodeBackend } from '@livephoto/worker-runtime/node';
import { Command, Option } from 'commander';
import type { CommandFactory } from '../command-factory.ts';
import type { ExitCode } from '../exit-code.ts';
import { listPhotos } from '../inputs/list-photos.ts';
import type { PhotoSource } from '../inputs/photo-source.ts';
import { readPolicy } from '../inputs/policy-file.ts';
import { inShard, parseShard, type Shard } from '../inputs/shard.ts';
import { inspectPhotos } from '../inspect-photos.ts';
import { inspectStandardInput } from '../ndjson/standard-input.ts';
import { type Terminal, textWidth } from '../terminal.ts';
import { createProgress } from '../view/progress.ts';
import {
  createCsvView,
  createJsonView,
  createSummaryView,
  createTableView,
  type View,
} from '../view/view.ts';
import { wholeNumber } from './number-option.ts';

interface Options {
  readonly json?: true;
  readonly maps?: true;
  readonly csv?: true;
  readonly summary?: true;
  readonly report?: string;
  readonly resume?: string;
  readonly workers: number;
  readonly policy: string;
  readonly liveness: boolean;
  readonly annotate?: string;
  readonly backend: NodeBackend;
  readonly shard?: Shard;
  readonly ndjson?: true;
}

/** More threads than any machine gains by. */
const mostWorkers = 64;

const examples = `
Examples:
  livephoto inspect selfie.jpg --annotate seen.png
  livephoto inspect photos/ --policy strict --annotate out/
  cat selfie.jpg | livephoto inspect - --json
  livephoto inspect photos/ --json | jq -r 'select(.accepted == false) | .file'
  livephoto inspect 'photos/**/*.jpg' https://example.com/selfie.jpg --csv > photos.csv
  livephoto inspect photos/ --workers 4 --summary --report photos.html --resume photos.jsonl
  livephoto inspect s3://bucket/2026/ --shard 3/64 --json > 3.jsonl
  livephoto inspect --ndjson < photos.jsonl > reports.jsonl

Exit code: 0 all accepted, 1 some refused, 2 some unreadable or bad usage (the rest is still inspected).
With --ndjson: 0 when every line has its answer, errors among them.`;

export const inspectCommand: CommandFactory = (terminal, done) =>
  new Command('inspect')
    .description('inspect photos: is there one face, unobstructed, facing the camera, and a genuine capture?')
    .argument(
      '[file...]',
      'photos (JPEG, PNG, WebP, HEIC, AVIF), folders of them, quoted patterns, addresses, s3://bucket/prefix, or - for standard input',
    )
    .option('--json', 'print one report a line, for programs')
    .option('--maps', 'with --json and --resume: the map of what is covered too, 2 KB a photo')
    .addOption(new Option('--csv', 'print one row a photo, for spreadsheets').conflicts(['json', 'summary']))
    .option('--summary', 'print what the photos add up to, and nothing of each; with --json as one object')
    .option('--report <file>', 'write a page with every photo, to look through and filter without a network')
    .option(
      '--resume <file>',
      'keep the reports in this file, a line each, and leave out the photos that it has already',
    )
    .option('--workers <count>', 'how many photos are inspected at once', wholeNumber(1, mostWorkers), 1)
    .option(
      '--policy <name>',
      `what is accepted: ${Object.keys(policies).join(', ')}, or a JSON file`,
      'default',
    )
    .option('--no-liveness', 'leave the liveness check out')
    .option(
      '--annotate <path>',
      'write a picture of what was seen of each photo into this folder; of a single photo into this file, such as seen.png',
    )
    .addOption(
      new Option(
        '--backend <name>',
        'where the models run: wasm, the same on every machine; onnxruntime or native, for which onnxruntime-web or onnxruntime-node has to be installed',
      )
        .choices(['wasm', 'onnxruntime', 'native'])
        .default('wasm'),
    )
    .option(
      '--shard <i/n>',
      'only one share of the photos, such as 3/64: each photo is in exactly one',
      parseShard,
    )
    .option(
      '--ndjson',
      'read lines such as {"id": 1, "path" or "url" or "base64": …} from standard input, and print a line for each, in order',
    )
    .addHelpText('after', examples)
    .action(async (paths: string[], options: Options, command: Command) => {
      const policy = await readPolicy(options.policy);
      if (options.ndjson) return done(await inspectStandardInput(paths, options, policy, terminal));
      if (options.maps && !options.json && options.resume === undefined) {
        command.error("error: option '--maps' goes with '--json' or '--resume'");
      }
      if (paths.length === 0) command.error("error: missing required argument 'file'");
      const { shard } = options;
      const sources = await listPhotos(paths, shard && ((name) => inShard(name, shard)));
      done(await inspectSources(sources, options, policy, terminal));
    });

/** Opens what the options ask for, inspects, and closes all of it whatever comes of the run. */
async function inspectSources(
  sources: readonly PhotoSource[],
  options: Options,
  policy: Policy,
  terminal: Terminal,
): Promise<ExitCode> {
  const workers = Math.min(options.workers, Math.max(1, sources.length));
  // Loaded late, so that help, version and a typing error answer at once.
  const { createPicturePaths } = await import('../annotate/annotator.ts');
  const { createRun } = await import('../batch/run-photos.ts');
  const { openResults } = await import('../batch/results-file.ts');
  const { createReportFile } = await import('../report/report-file.ts');
  const pathOf =
    options.annotate === undefined ? undefined : await createPicturePaths(options.annotate, sources.length);
  const results = options.resume === undefined ? undefined : await openResults(options.resume, policy);
  try {
    const report = options.report === undefined ? undefined : await createReportFile(options.report, policy);
    const photos = await createRun(
      {
        policy,
        backend: options.backend,
        performLivenessCheck: options.liveness,
        pictureOf: pathOf && (({ name }) => pathOf(name)),
        thumbnails: report !== undefined,
        workers,
      },
      terminal,
    ).catch(async (error: unknown) => {
      await report?.discard();
      throw error;
    });
    try {
      return await inspectPhotos(sources, {
        photos,
        // A photo that takes long holds nobody up for a while.
        ahead: workers === 1 ? 1 : 3 * workers,
        terminal,
        view: createView(options, terminal, sources.length),
        progress: createProgress(sources.length, terminal.stderr),
        report,
        results,
        maps: options.maps === true,
      });
    } finally {
      await photos.close();
    }
  } finally {
    await results?.close();
  }
}

function createView({ json, maps, csv, summary }: Options, terminal: Terminal, total: number): View {
  const style = { width: textWidth(terminal.stdout), colors: terminal.colors };
  if (summary) return createSummaryView(json ? undefined : style);
  if (csv) return createCsvView();
  return json ? createJsonView({ maps: maps === true }) : createTableView(style, total);
}
