/** `bench perturbations`: perturbs liveness photos and says how often genuine ones are then refused, and attacks let through. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { LivePhotoError, type PolicyName, resolvePolicy } from '@livephoto/core';
import { Command } from 'commander';
import { parseCount } from '../../report/options.ts';
import { type Progress, terminalProgress } from '../../report/progress.ts';
import { countText, none, rateText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { livenessDecision } from '../inspections/liveness/attack-detection.ts';
import { type LabelledPhoto, readLabels } from '../labels/labels.ts';
import { evenSample } from '../labels/sample.ts';
import { type Pool, startPool } from '../runner/pool.ts';
import type { PadDecision } from '../statistics/presentation-attack.ts';
import { type Proportion, shareOf } from '../statistics/proportion.ts';
import { perturbations, readSubject } from './perturbations.ts';

interface PerturbationsOptions {
  readonly labels: string;
  readonly limit: number;
  readonly policy: string;
  readonly workers: number;
  readonly json?: string;
}

/** One photo, perturbed. */
interface Verdict {
  readonly genuine: boolean;
  readonly decision: PadDecision;
}

interface PerturbationFigures {
  readonly name: string;
  /** Genuine photos in which no face is found any more, or that cannot be read. */
  readonly lost: Proportion;
  /** Of the genuine ones that were judged. */
  readonly refused: Proportion;
  /** Of the attacks that were judged. */
  readonly letThrough: Proportion;
}

export function perturbationsCommand(): Command {
  return new Command('perturbations')
    .alias('alterations')
    .description(
      'Perturb labelled liveness photos (bars, heavy JPEG, darkness, smoothing, other sizes…) and print how often the genuine ones are then refused and the attacks let through.',
    )
    .requiredOption('--labels <file>', 'CSV as for accuracy; firm rows of liveness are used')
    .option('--limit <n>', 'photos, an even sample over sources and labels', parseCount, 90)
    .option('--policy <name>', 'policy to decide with', 'default')
    .option('--workers <n>', 'processes that inspect at once', parseCount, availableParallelism())
    .option('--json <file>', 'write the figures')
    .action((options: PerturbationsOptions) => run(options));
}

async function run(options: PerturbationsOptions): Promise<void> {
  const policy = resolvePolicy(options.policy as PolicyName);
  const { photos } = await readLabels(options.labels);
  const chosen = evenSample(
    photos.filter(({ category, standing }) => category === 'liveness' && standing === 'firm'),
    options.limit,
  );
  if (chosen.length === 0) {
    throw new LivePhotoError('invalid_request', 'The labels have no firm row of liveness to perturb', {
      param: 'labels',
    });
  }
  const pool = await startPool(options.workers, policy);
  try {
    const { verdicts, faceless } = await judgeAll(chosen, pool, terminalProgress('perturbations'));
    const figures = perturbations.map(({ name }, i) =>
      figuresOf(
        name,
        verdicts.map((each) => each[i]!),
      ),
    );
    process.stdout.write(`${drawTable(tableOf(figures))}\n`);
    process.stdout.write(
      `\n${chosen.length} photos, ${faceless} of them without a face as they are and so not perturbed.\n`,
    );
    if (options.json !== undefined) {
      await writeFile(options.json, `${JSON.stringify({ version: 1, figures, faceless }, undefined, 1)}\n`);
    }
  } finally {
    await pool.close();
  }
}

/** One list of verdicts a photo, in the order of the perturbations. */
async function judgeAll(photos: readonly LabelledPhoto[], pool: Pool, progress: Progress) {
  const verdicts: Verdict[][] = [];
  let faceless = 0;
  const queue = photos.values();
  progress.start(photos.length);
  try {
    await Promise.all(
      Array.from({ length: pool.size }, async () => {
        for (const photo of queue) {
          const judged = await judge(photo, pool);
          if (judged === undefined) faceless++;
          else verdicts.push(judged);
          progress.step(true);
        }
      }),
    );
  } finally {
    progress.stop();
  }
  return { verdicts, faceless };
}

async function judge(photo: LabelledPhoto, pool: Pool): Promise<Verdict[] | undefined> {
  const bytes = await readFile(photo.file);
  const inspect = async (perturbed: Uint8Array) => ({
    photo,
    observation: await pool.inspect(perturbed, { performLivenessCheck: true }),
  });
  const face = (await inspect(bytes)).observation.report?.faces[0]?.box;
  if (face === undefined) return undefined;
  const subject = await readSubject(bytes, face);
  const verdicts: Verdict[] = [];
  for (const { perturb } of perturbations) {
    const decision = livenessDecision(await inspect(new Uint8Array(await perturb(subject))));
    verdicts.push({ genuine: photo.label === 'real', decision });
  }
  return verdicts;
}

export function figuresOf(name: string, verdicts: readonly Verdict[]): PerturbationFigures {
  const genuine = verdicts.filter((verdict) => verdict.genuine);
  const judged = (some: readonly Verdict[]) => some.filter(({ decision }) => decision !== 'no answer');
  return {
    name,
    lost: shareOf(genuine, ({ decision }) => decision === 'no answer'),
    refused: shareOf(judged(genuine), ({ decision }) => decision === 'attack'),
    letThrough: shareOf(
      judged(verdicts.filter((verdict) => !verdict.genuine)),
      ({ decision }) => decision === 'bona fide',
    ),
  };
}

function tableOf(figures: readonly PerturbationFigures[]): Table {
  const rate = (share: Proportion) => (share.value === null ? none : rateText(share));
  return {
    title: 'Liveness of perturbed photos',
    columns: ['perturbed', 'genuine: no face', 'genuine refused (BPCER)', 'attacks let through (APCER)'],
    rows: figures.map(({ name, lost, refused, letThrough }) => [
      name,
      countText(lost),
      rate(refused),
      rate(letThrough),
    ]),
    note: 'Read down the columns: the photos may be ones that the linear head was fitted on, which flatters every line alike.',
  };
}
