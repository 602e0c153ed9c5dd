/** `bench left-out`: fits the linear heads of liveness anew, and says what they are worth on families and species that the fit did not see. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { LivePhotoError, policies } from '@livephoto/core';
import { readLivenessHead } from '@livephoto/core/calibration';
import {
  calibrateLogits,
  fitHead,
  headFile,
  headSettings,
  scaledFusion,
  triedSettings,
} from '@livephoto/models-build/liveness';
import { createFileModelSource } from '@livephoto/worker-runtime/node';
import { Command } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import { addOutputOptions, collect, type OutputOptions, type Surroundings } from '../../report/options.ts';
import { prepareOutput, writeReport } from '../../report/performance-report.ts';
import { runInfo } from '../../report/performance-run.ts';
import { terminalProgress } from '../../report/progress.ts';
import type { Section } from '../../report/section.ts';
import { familyChart } from '../families/family-chart.ts';
import { familyGoals } from '../families/family-goals.ts';
import { familyTables } from '../families/family-tables.ts';
import { type LabelledPhoto, readLabels } from '../labels/labels.ts';
import { measureCopies } from './altered-copies.ts';
import { likenessText, provenanceOf } from './head-provenance.ts';
import { type Judgement, judge } from './judgement.ts';
import { isFittable, variantsOf } from './left-out-logits.ts';
import { choiceTable, eachTables, nestedRemarks, thresholdTable } from './left-out-tables.ts';
import {
  labelOf,
  type Measured,
  type MeasuredPhoto,
  measureSignals,
  openMeasurements,
} from './measured-signals.ts';
import { nestedChoice } from './nested-choice.ts';
import { ownThresholds, ownThresholdTable } from './own-threshold.ts';
import { judgePortraits, portraitsOf, portraitTable } from './portraits.ts';
import { readScores } from './scores-file.ts';
import { writeSignals } from './signals-file.ts';
import { thresholds } from './thresholds.ts';

interface LeftOutOptions extends OutputOptions {
  readonly labels: string;
  readonly taught?: string;
  readonly scores: readonly string[];
  readonly out?: string;
  readonly signals?: string;
  readonly fit: boolean;
  readonly quick?: true;
  readonly nested?: true;
}

export function leftOutCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('left-out')
      .alias('read-out')
      .description(
        'Fit the linear heads of liveness on labelled photos, and print the error rates on every family, and on every species, by a fit that left it out.',
      )
      .requiredOption('--labels <file>', 'CSV as for accuracy; rows of liveness are used')
      .option(
        '--taught <file>',
        'CSV of the same columns: rows that are fitted on and never judged, as drawn scenes',
      )
      .option('--out <file>', 'write the head, fitted on all, as the file that `pnpm models build` takes')
      .option(
        '--signals <file>',
        'write what was measured of each photo, with its labels, one JSON line a photo',
      )
      .option('--no-fit', 'end after --signals')
      .option('--quick', 'all cues alone, and no species left out: a fifth of the fits')
      .option('--nested', 'also choose ridge and weight anew for each family, without it: some hundred fits')
      .option(
        '--scores <file>',
        'judge these scores of a fit of your own, and nothing else; may be given several times',
        collect,
        [],
      ),
  )
    .addHelpText(
      'after',
      `
A family is one chain of capture: the folder of a photo, or extra.family. Every family weighs the same. The head is fitted
on each photo and on a copy of it that has bars, other brightness, half the size or heavy compression; no copy is judged.

Examples:
  pnpm bench left-out --labels labels.csv --html out/left-out.html
  pnpm bench left-out --labels labels.csv --taught scenes/drawn.csv --nested
  pnpm bench left-out --labels labels.csv --taught scenes/drawn.csv --out models/weights/liveness-head.json && pnpm models build --accept
  pnpm bench left-out --labels labels.csv --signals out/signals.jsonl --no-fit   # then fit what you like
  pnpm bench left-out --labels labels.csv --scores out/mine.jsonl --scores out/other.jsonl

Lines of --scores are {"path": …, "score": …}, higher being more genuine, by a fit without the photo's family; with
"without": "print", by a fit that lacked this species too. What was measured is kept in .cache/liveness-signals for as
long as networks and code stay the same.

The thresholds, printed last, go into packages/core/src/policy.ts by hand, with the run that they come from. To keep the
head and fit its fusion and the threshold alone, use 'livephoto calibrate'.`,
    )
    .action((options: LeftOutOptions) =>
      options.scores.length > 0 ? judgeScores(options, surroundings) : leftOut(options, surroundings),
    );
}

async function leftOut(options: LeftOutOptions, surroundings: Surroundings): Promise<void> {
  const labels = await readLabels(options.labels);
  const drawn = options.taught === undefined ? [] : (await readLabels(options.taught)).photos;
  await prepareOutput(options);
  for (const file of [options.out, options.signals]) {
    if (file !== undefined) await mkdir(dirname(resolve(file)), { recursive: true });
  }
  const info = await runInfo(surroundings.command);
  const { measured, copies, taught, portraits } = await measureAll(
    labels.photos,
    drawn,
    options.fit,
    surroundings,
  );
  const { photos } = measured;
  if (options.signals !== undefined) {
    await writeSignals(options.signals, photos);
    process.stderr.write(`Wrote ${options.signals}\n`);
  }
  if (!options.fit) return;
  assertFittable(photos);

  const step = (name: string) => process.stderr.write(`fitting: ${name}\n`);
  const shipped = await shippedHead();
  const fitted = [...photos, ...copies, ...taught];
  const variants = variantsOf({ photos, copies, taught }, shipped, { step, quick: options.quick ?? false });
  const nested = options.nested && nestedChoice(photos, fitted, triedSettings, step);
  if (nested) variants.push(nested.variant);
  const logits = variants[0]!.logits.map((logit) => logit!);
  const scale = calibrateLogits(photos, logits);
  const probabilities = logits.map((logit) => 1 / (1 + Math.exp(-(scale.slope * logit + scale.bias))));
  const chosen = thresholds(photos, probabilities);
  const judgements = variants.map((variant, i) =>
    judge(
      photos,
      variant,
      i === 0 ? { probabilities, minScore: policies.default.liveness.minScore } : { resamples: 300 },
    ),
  );
  const head = fitHead(fitted, headSettings);
  const fusion = scaledFusion(head, scale);
  const likeness = likenessText({ ...head, fusion }, shipped);
  const own = ownThresholds(photos, probabilities);
  const judgedPortraits = judgePortraits(portraits, { ...head, fusion });
  await writeReport(
    {
      title: 'liveness on families left out',
      info,
      goals: familyGoals(judgements[0]!.firm ?? undefined, ', family left out of the fit'),
      sections: [
        ...sectionsOf(judgements, remarksOf(measured, taught)),
        {
          id: 'thresholds',
          title: 'Thresholds and fusion',
          remarks: [`Fusion of the head, fitted on all families: ${JSON.stringify(fusion)}`, likeness],
          charts: [],
          tables: [
            thresholdTable(chosen),
            ownThresholdTable(own),
            ...(judgedPortraits.length === 0 ? [] : [portraitTable(judgedPortraits)]),
          ],
        },
        ...(nested ? [{ id: 'nested', title: 'Ridge and weight', ...nestedRemarks(nested) }] : []),
      ],
      measured: {
        judgements,
        thresholds: chosen,
        fusion,
        ownThresholds: own,
        portraits: judgedPortraits,
        leftOut: measured.leftOut.map(({ photo, problem }) => ({ path: photo.path, problem })),
        rows: photos.map(({ photo, source }, i) => ({
          path: photo.path,
          family: source,
          probability: probabilities[i],
          logits: Object.fromEntries(variants.map((variant) => [variant.name, variant.logits[i]])),
        })),
      },
      footer,
    },
    options,
  );
  if (options.out !== undefined) {
    const provenance = provenanceOf([...photos, ...taught]);
    // Fitted on other pictures, by models/training/person: it stays.
    const { person } = readLivenessHead(await createFileModelSource().bytes('liveness-head'));
    await writeFile(options.out, headFile({ version: 1, cues: head.cues, fusion, person, provenance }));
    process.stderr.write(`Wrote ${options.out}\n`);
  }
}

async function judgeScores(options: LeftOutOptions, surroundings: Surroundings): Promise<void> {
  const labels = await readLabels(options.labels);
  await prepareOutput(options);
  const info = await runInfo(surroundings.command);
  const photos = labels.photos.filter(({ category }) => category === 'liveness');
  const rows = photos.map(labelOf);
  const judgements: Judgement[] = [];
  for (const file of options.scores) judgements.push(judge(rows, await readScores(file, photos)));
  await writeReport(
    {
      title: 'scores on families left out',
      info,
      goals: familyGoals(judgements[0]!.firm ?? undefined),
      sections: sectionsOf(
        judgements,
        judgements.map(
          ({ name, unanswered }) => `${name}: ${unanswered} of ${photos.length} photos have no score.`,
        ),
      ),
      measured: { judgements },
      footer,
    },
    options,
  );
}

const footer =
  'Intervals are 95 % (percentile bootstrap, seeded): of a family over its photos, photos of one person drawn together; of macro rates over families and then their photos.';

/** The choice first, then the first of them in detail. */
function sectionsOf(judgements: readonly Judgement[], remarks: readonly string[]): Section[] {
  const { name, firm, weak } = judgements[0]!;
  const chart = firm && familyChart(firm, `Equal error rates: ${name}`);
  return [
    {
      id: 'choice',
      title: 'What carries over',
      remarks,
      charts: [],
      tables: [choiceTable(judgements), ...eachTables(judgements)],
    },
    {
      id: 'detail',
      title: `In detail: ${name}`,
      remarks: [],
      charts: chart ? [chart] : [],
      tables: [
        ...(firm ? familyTables(firm, `${name}, firm labels`) : []),
        ...(weak ? familyTables(weak, `${name}, weak labels, counted apart`) : []),
      ],
    },
  ];
}

function remarksOf({ photos, leftOut: without }: Measured, taught: readonly MeasuredPhoto[]): string[] {
  const scenes = taught.filter(({ altered }) => altered === undefined).length;
  return [
    `${photos.length} photos measured, ${without.length} without a face or unreadable left out.`,
    ...(scenes === 0 ? [] : [`${scenes} pictures are taught: fitted on, and in no figure.`]),
  ];
}

async function shippedHead() {
  return readLivenessHead(await createFileModelSource().bytes('liveness-head'));
}

async function measureAll(
  labelled: readonly LabelledPhoto[],
  drawn: readonly LabelledPhoto[],
  withCopies: boolean,
  { root }: Surroundings,
) {
  const cache = await openMeasurements(root);
  const each = async (name: string, some: readonly LabelledPhoto[], signal: AbortSignal) => {
    const measured = await measureSignals(some, { cache, progress: terminalProgress(name), signal });
    const progress = terminalProgress(`altered copies, ${name}`);
    const wanted = withCopies ? measured.photos : [];
    return { measured, copies: await measureCopies(wanted, { cache, progress, signal }) };
  };
  return stopOnInterrupt(async (signal) => {
    const photos = await each('left-out', labelled, signal);
    const scenes = drawn.length === 0 ? undefined : await each('taught', drawn, signal);
    const taught = [...(scenes?.measured.photos ?? []), ...(scenes?.copies ?? [])];
    const people = portraitsOf(withCopies ? labelled : []);
    const portraits = await measureSignals(people, {
      cache,
      progress: terminalProgress('portraits'),
      signal,
    });
    return {
      ...photos,
      taught: taught.map((row): MeasuredPhoto => ({ ...row, taught: true, weak: false })),
      portraits: portraits.photos,
    };
  }).finally(() => cache.close());
}

/** @throws {LivePhotoError} `invalid_request` (param `labels`) where leaving a family out leaves nothing to fit on. */
function assertFittable(photos: readonly MeasuredPhoto[]): void {
  if (isFittable(photos)) return;
  throw new LivePhotoError(
    'invalid_request',
    'Leaving a family out wants genuine photos with a face of at least two families (folders), and attacks of two',
    { param: 'labels' },
  );
}
