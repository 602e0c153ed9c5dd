/** `bench left-out`: fits the linear heads of liveness anew, and says what it is worth on sources that the fit did not see. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import type { FittedFamily } from '@livephoto/models';
import {
  calibrateLogits,
  fitHead,
  headFile,
  headPenalties,
  scaledFusion,
} from '@livephoto/models-build/liveness';
import { Command } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import type { Surroundings } from '../../report/options.ts';
import { terminalProgress } from '../../report/progress.ts';
import { none, numberText, percentNumber } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { readLabels } from '../labels/labels.ts';
import { expectedCalibrationError, reliabilityBins } from '../statistics/calibration.ts';
import { groupBy } from '../statistics/group-by.ts';
import {
  headVariants,
  isFittable,
  scoreVariant,
  type Threshold,
  thresholds,
  type VariantFigures,
} from './left-out-rates.ts';
import { type MeasuredPhoto, measureSignals, openMeasurements } from './measured-signals.ts';
import { writeSignals } from './signals-file.ts';

interface LeftOutOptions {
  readonly labels: string;
  readonly out?: string;
  readonly json?: string;
  readonly signals?: string;
}

export function leftOutCommand({ root }: Surroundings): Command {
  return new Command('left-out')
    .alias('read-out')
    .description(
      'Fit the linear heads of liveness on labelled photos, and print its error rates on each source by a fit that left that source out.',
    )
    .requiredOption('--labels <file>', 'CSV as for accuracy; rows of liveness are used')
    .option('--out <file>', 'write the head as the file that `pnpm models build` takes')
    .option(
      '--signals <file>',
      'write what was measured of each photo, with its labels, one JSON line a photo',
    )
    .option('--json <file>', 'write the figures, and the left-out probability of every photo')
    .addHelpText(
      'after',
      `
Example:
  pnpm bench left-out --labels labels.csv --out models/weights/liveness-head.json
  pnpm models build --accept

The thresholds, printed last, go into packages/core/src/policy.ts by hand, with the run that they come from. To keep the
head and fit its fusion and the threshold alone, use 'livephoto calibrate'.`,
    )
    .action((options: LeftOutOptions) => leftOutRun(options, root));
}

async function leftOutRun(options: LeftOutOptions, root: URL): Promise<void> {
  const labels = await readLabels(options.labels);
  for (const file of [options.out, options.json, options.signals]) {
    if (file !== undefined) await mkdir(dirname(resolve(file)), { recursive: true });
  }
  const cache = await openMeasurements(root);
  const { photos, leftOut } = await stopOnInterrupt((signal) =>
    measureSignals(labels.photos, { cache, progress: terminalProgress('left-out'), signal }),
  ).finally(() => cache.close());
  if (options.signals !== undefined) {
    await writeSignals(options.signals, photos);
    process.stderr.write(`Wrote ${options.signals}\n`);
  }
  assertFittable(photos);

  const variants = headVariants(photos, (name) => process.stderr.write(`fitting: ${name}\n`));
  const logits = variants[0]!.logits;
  const scale = calibrateLogits(photos, logits);
  const probabilities = logits.map((logit) => 1 / (1 + Math.exp(-(scale.slope * logit + scale.bias))));
  const chosen = thresholds(photos, probabilities);
  const figures = variants.map((variant) => scoreVariant(photos, variant));
  const fitted = fitHead(photos, headPenalties);
  const fusion = scaledFusion(fitted, scale);

  const bins = reliabilityBins(
    photos.flatMap(({ weak, genuine }, i) =>
      weak ? [] : [{ probability: probabilities[i]!, true: genuine }],
    ),
    'alike',
  );
  const lines = [
    `${photos.length} photos measured, ${leftOut.length} without a face or unreadable left out.`,
    ...[leftOutTable(figures), thresholdTable(chosen)].map(drawTable),
    `Expected calibration error of the left-out probability: ${percentNumber(expectedCalibrationError(bins))} %`,
    `Fusion of the head, fitted on all sources: ${JSON.stringify(fusion)}`,
  ];
  process.stdout.write(`${lines.join('\n\n')}\n`);

  if (options.out !== undefined) {
    const provenance = {
      method: 'pnpm bench left-out',
      date: new Date().toISOString().slice(0, 10),
      // The fit and its calibration let genuine photos and attacks weigh alike.
      prior: 0.5,
      families: familiesOf(photos),
    };
    await writeFile(options.out, headFile({ version: 1, cues: fitted.cues, fusion, provenance }));
    process.stderr.write(`Wrote ${options.out}\n`);
  }
  if (options.json !== undefined) {
    const rows = photos.map(({ photo, source }, i) => ({
      path: photo.path,
      source,
      probability: probabilities[i],
    }));
    const result = {
      version: 1,
      figures,
      thresholds: chosen,
      fusion,
      bins,
      leftOut: leftOut.map(nameOf),
      rows,
    };
    await writeFile(options.json, `${JSON.stringify(result, undefined, 1)}\n`);
    process.stderr.write(`Wrote ${options.json}\n`);
  }
}

const nameOf = ({ photo, problem }: { photo: { path: string }; problem: string }) => ({
  path: photo.path,
  problem,
});

/** Largest first. */
function familiesOf(photos: readonly MeasuredPhoto[]): FittedFamily[] {
  return [...groupBy(photos, ({ source }) => source)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, members]) => {
      const genuine = members.filter((photo) => photo.genuine).length;
      return { name, genuine, attacks: members.length - genuine };
    });
}

/** @throws {LivePhotoError} `invalid_request` (param `labels`) where leaving a source out leaves nothing to fit on. */
function assertFittable(photos: readonly MeasuredPhoto[]): void {
  if (isFittable(photos)) return;
  throw new LivePhotoError(
    'invalid_request',
    'Leaving a source out wants genuine photos with a face of at least two sources (folders), and attacks of two',
    { param: 'labels' },
  );
}

function leftOutTable(figures: readonly VariantFigures[]): Table {
  return {
    title: 'Each source judged by a fit that left it out',
    columns: ['cues, source', 'genuine / attacks', 'EER', 'AUC', 'BPCER at APCER 10 %'],
    rows: figures.flatMap(({ name, rows }) =>
      rows.map(({ source, genuine, attacks, eer, auc, bpcer10 }) => [
        `${name}, ${source}`,
        `${genuine} / ${attacks}`,
        eer === null ? none : `${percentNumber(eer)} %`,
        numberText(auc, 3),
        bpcer10 === null ? none : `${percentNumber(bpcer10)} %`,
      ]),
    ),
    note: 'Single sources include photos whose label is uncertain; the pooled row does not. The penalties were chosen on such a table, so it flatters a little.',
  };
}

function thresholdTable(chosen: readonly Threshold[]): Table {
  const species = [...new Set(chosen.flatMap((one) => Object.keys(one.species)))].sort();
  return {
    title: 'Thresholds on the left-out probability, firm labels',
    columns: ['threshold', 'at', 'BPCER', 'APCER, pooled', ...species],
    rows: chosen.map((one) => [
      one.name,
      one.minScore.toFixed(3),
      ...[one.bpcer, one.apcer, ...species.map((name) => one.species[name] ?? null)].map(
        (rate) => `${percentNumber(rate)} %`,
      ),
    ]),
    note: 'ISO/IEC 30107-3 reports the worst species.',
  };
}
