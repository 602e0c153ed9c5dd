/** `bench accuracy`: inspects labelled photos with the product and says how often it is right. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError, type PolicyName, resolvePolicy } from '@livephoto/core';
import { Command, InvalidArgumentError } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import { assertPlace } from '../../report/marked-document.ts';
import { parseCount, type Surroundings } from '../../report/options.ts';
import { plotsPlace, writePlots } from '../../report/plots.ts';
import { terminalProgress } from '../../report/progress.ts';
import { type Category, categoryNames, type LabelledPhoto, readLabels } from '../labels/labels.ts';
import { evenSample } from '../labels/sample.ts';
import { openMeasurements } from '../left-out/measured-signals.ts';
import { memoryCache, openCache } from '../runner/cache.ts';
import { isLasting, type Observation } from '../runner/observation.ts';
import { startPool } from '../runner/pool.ts';
import { type Product, productUnderTest } from '../runner/product.ts';
import { type ObservedPhoto, observe } from '../runner/run.ts';
import { goalsOf } from './accuracy-goals.ts';
import { jsonReport } from './accuracy-json.ts';
import { describeRun, runInfo } from './accuracy-run.ts';
import { mistakesOf, scoreAll } from './all-figures.ts';
import { htmlReport, plottedSections } from './html/page.ts';
import { figuresPlace, writeMarkdown } from './markdown.ts';
import { type Result, terminalReport } from './terminal.ts';

export interface AccuracyOptions {
  readonly labels: string;
  readonly only?: readonly Category[];
  readonly source?: readonly string[];
  readonly limit?: number;
  readonly policy: string;
  readonly workers: number;
  readonly cache: boolean;
  /** Relative to the repository's root. */
  readonly cacheFolder: string;
  readonly json?: string;
  readonly html?: string;
  readonly plots?: string;
  readonly thumbnails: boolean;
  readonly baselines?: true;
  readonly markdown?: string;
}

export function accuracyCommand(surroundings: Surroundings): Command {
  return new Command('accuracy')
    .description('Inspect labelled photos with the product (core, wasm backend) and print its error rates.')
    .requiredOption(
      '--labels <file>',
      'CSV with the columns path, source_repo, license_or_terms, category, label, extra; paths are relative to it',
    )
    .option('--only <categories>', `comma-separated: ${categoryNames.join(', ')}`, parseCategories)
    .option(
      '--source <names>',
      'only photos of these sources (folder or repository), comma-separated',
      parseList,
    )
    .option('--limit <n>', 'an even, seeded sample of n photos over sources and labels', parseCount)
    .option('--policy <name>', 'policy to decide with', 'default')
    .option('--workers <n>', 'processes that inspect at once', parseCount, availableParallelism())
    .option('--no-cache', 'inspect every photo again, remember nothing')
    .option('--cache-folder <folder>', 'where observations are kept', '.cache/accuracy')
    .option(
      '--baselines',
      'let other liveness detectors judge the same faces, and set their error rates beside those of the product and of a linear head fitted without the source',
    )
    .option('--json <file>', 'write figures and one row per photo')
    .option('--html <file>', 'write one self-contained page with tables, charts and the worst mistakes')
    .option(
      '--plots <document>',
      'write the charts as SVG below images/plots beside this Markdown document, and show them between its marks',
    )
    .option('--no-thumbnails', 'leave pictures and links out of the page, so that it may be published')
    .option('--markdown <file>', 'write the tables into this document, between its marks if it exists')
    .addHelpText(
      'after',
      `
Examples:
  pnpm bench accuracy --labels FILE.csv
  pnpm bench accuracy --labels labels.csv --only faces,orientation --html out/accuracy.html
  pnpm bench accuracy --labels labels.csv --only liveness --baselines --html out/liveness.html
  pnpm bench accuracy --labels labels.csv --limit 200 --json out/accuracy.json

Stopped with ^C, the same command goes on where it was: what was observed is kept in .cache/accuracy for as long as
models, code and policy stay the same.`,
    )
    .action((options: AccuracyOptions) => accuracy(options, surroundings));
}

async function accuracy(options: AccuracyOptions, surroundings: Surroundings): Promise<void> {
  const policy = resolvePolicy(options.policy as PolicyName);
  const labels = await readLabels(options.labels);
  const photos = choose(labels.photos, options);
  for (const file of [options.json, options.html, options.plots, options.markdown]) {
    if (file !== undefined) await mkdir(dirname(resolve(file)), { recursive: true });
  }
  if (options.markdown !== undefined) await assertPlace(options.markdown, figuresPlace);
  if (options.plots !== undefined) await assertPlace(options.plots, plotsPlace);

  const product = await productUnderTest(policy);
  const observed = await observeAll(photos, options, surroundings, product);
  const figures = scoreAll(observed);
  const result: Result = {
    info: await runInfo({
      command: surroundings.command,
      labelsFile: options.labels,
      labels,
      observed,
      policy,
      models: product.models,
      fingerprint: product.fingerprint,
    }),
    figures,
    goals: goalsOf(figures),
    mistakes: mistakesOf(observed),
  };
  process.stdout.write(`${terminalReport(result)}\n`);
  if (options.json !== undefined) await writeFile(options.json, jsonReport(result, observed));
  if (options.html !== undefined) {
    const page = { file: resolve(options.html), thumbnails: options.thumbnails };
    await writeFile(options.html, await htmlReport(result, observed, page));
  }
  if (options.plots !== undefined) {
    const run = { command: result.info.command, lines: describeRun(result.info) };
    await writePlots(options.plots, run, plottedSections(result, observed));
  }
  if (options.markdown !== undefined) await writeMarkdown(options.markdown, result);
  for (const file of [options.json, options.html, options.plots, options.markdown]) {
    if (file !== undefined) process.stderr.write(`Wrote ${file}\n`);
  }
}

async function observeAll(
  photos: readonly LabelledPhoto[],
  options: AccuracyOptions,
  { root }: Surroundings,
  product: Product,
): Promise<ObservedPhoto[]> {
  const cache = options.cache
    ? await openCache(resolve(fileURLToPath(root), options.cacheFolder), product.fingerprint, isLasting)
    : memoryCache<Observation>();
  try {
    return await stopOnInterrupt(async (signal) => {
      const pool = await startPool(Math.min(options.workers, photos.length), product.policy);
      try {
        const observed = await observe(photos, {
          cache,
          pool,
          progress: terminalProgress('accuracy'),
          signal,
        });
        return options.baselines ? await askPeers(observed, root, signal) : observed;
      } finally {
        await pool.close();
      }
    });
  } finally {
    cache.close();
  }
}

/** The other detectors' runtimes are loaded only when they are asked. */
async function askPeers(
  observed: readonly ObservedPhoto[],
  root: URL,
  signal: AbortSignal,
): Promise<ObservedPhoto[]> {
  const { withPeers } = await import('../peers/peer-scores.ts');
  const { withLeftOut } = await import('../peers/left-out-scores.ts');
  const judged = await withPeers(observed, { progress: terminalProgress('baselines'), signal });
  const measurements = await openMeasurements(root);
  try {
    return await withLeftOut(judged, {
      cache: measurements,
      progress: terminalProgress('families left out'),
      signal,
    });
  } finally {
    measurements.close();
  }
}

/** @throws {LivePhotoError} `invalid_request` when nothing is left, naming what there is */
export function choose(
  photos: readonly LabelledPhoto[],
  { only, source, limit }: Pick<AccuracyOptions, 'only' | 'source' | 'limit'>,
): LabelledPhoto[] {
  let chosen = photos.filter(({ category }) => only?.includes(category) ?? true);
  if (source !== undefined) {
    const known = new Set(chosen.flatMap((photo) => [photo.source, photo.repository]));
    const unknown = source.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      const names = [...new Set(chosen.map((photo) => photo.source))].sort();
      throw new LivePhotoError(
        'invalid_request',
        `No photo is of the source ${unknown.join(', ')}; there are ${names.join(', ')}`,
        { param: 'source' },
      );
    }
    chosen = chosen.filter((photo) => source.includes(photo.source) || source.includes(photo.repository));
  }
  if (chosen.length === 0) {
    throw new LivePhotoError('invalid_request', `The labels have no photo of ${only?.join(', ')}`, {
      param: 'only',
    });
  }
  return limit === undefined ? chosen : evenSample(chosen, limit);
}

function parseCategories(text: string): Category[] {
  const names = parseList(text);
  const unknown = names.filter((name) => !(categoryNames as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(
      `There is no category ${unknown.join(', ')}; choose of ${categoryNames.join(', ')}.`,
    );
  }
  return names as Category[];
}

function parseList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
