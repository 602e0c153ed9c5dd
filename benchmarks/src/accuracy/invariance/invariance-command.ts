/** `bench invariance`: turns and mirrors photos and checks that the measured angles follow. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { LivePhotoError, type PolicyName, resolvePolicy } from '@livephoto/core';
import { Command, InvalidArgumentError } from 'commander';
import { parseCount } from '../../report/options.ts';
import { type Progress, terminalProgress } from '../../report/progress.ts';
import { countText, none, numberText, shareText } from '../../report/rates-text.ts';
import type { Table } from '../../report/table.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { angleFindings, hasFinding, posed } from '../inspections/orientation/angle-errors.ts';
import { type LabelledPhoto, readLabels } from '../labels/labels.ts';
import { evenSample } from '../labels/sample.ts';
import { type Pool, startPool } from '../runner/pool.ts';
import { groupBy } from '../statistics/group-by.ts';
import {
  type Comparison,
  type Deviation,
  type InvarianceFigures,
  invarianceFigures,
} from './angle-deviations.ts';
import { variantsOf } from './variants.ts';

const defaultAngles = [-150, -120, -90, -60, -45, -30, -15, -5, 5, 15, 30, 45, 60, 90, 120, 150, 180];

interface InvarianceOptions {
  readonly labels: string;
  readonly angles: readonly number[];
  readonly limit: number;
  readonly policy: string;
  readonly workers: number;
  readonly json?: string;
}

export function invarianceCommand(): Command {
  return new Command('invariance')
    .description(
      'Turn one-face photos in their plane and mirror them, and print how far the measured angles are from where they must be.',
    )
    .requiredOption('--labels <file>', 'CSV as for accuracy; rows of faces (single) and orientation are used')
    .option('--angles <degrees>', 'comma-separated, clockwise, −180 to 180', parseAngles, defaultAngles)
    .option('--limit <n>', 'photos, an even sample over sources', parseCount, 40)
    .option('--policy <name>', 'policy to decide with', 'default')
    .option('--workers <n>', 'processes that inspect at once', parseCount, availableParallelism())
    .option('--json <file>', 'write figures and every comparison')
    .action((options: InvarianceOptions) => invariance(options));
}

async function invariance(options: InvarianceOptions): Promise<void> {
  const policy = resolvePolicy(options.policy as PolicyName);
  const { photos } = await readLabels(options.labels);
  const chosen = evenSample(photos.filter(isNearlyFrontal), options.limit);
  if (chosen.length === 0) {
    throw new LivePhotoError(
      'invalid_request',
      'The labels have no firm row of faces (single), nor of orientation within ±30°, that could be turned',
      { param: 'labels' },
    );
  }
  const pool = await startPool(options.workers, policy);
  try {
    const compared = await compareAll(chosen, options.angles, pool, terminalProgress('invariance'));
    const comparisons = compared.flatMap((one) => one.comparisons ?? []);
    const figures = [...groupBy(comparisons, ({ turn }) => turn)].map(([turn, group]) =>
      invarianceFigures(turn, group),
    );
    const unmeasured = compared.filter((one) => one.comparisons === undefined).map(({ photo }) => photo.path);
    process.stdout.write(`${drawTable(invarianceTable(figures))}\n`);
    process.stdout.write(
      `\n${chosen.length} photos, ${unmeasured.length} of them without angles when upright: ${unmeasured.join(', ') || 'none'}\n`,
    );
    if (options.json !== undefined) {
      const rows = compared.map(({ photo, comparisons }) => ({
        path: photo.path,
        comparisons: comparisons ?? null,
      }));
      await writeFile(options.json, `${JSON.stringify({ version: 1, figures, rows }, undefined, 1)}\n`);
    }
  } finally {
    await pool.close();
  }
}

function isNearlyFrontal({ category, label, standing, extra }: LabelledPhoto): boolean {
  if (standing !== 'firm') return false;
  if (category === 'faces') return label === 'single';
  return category === 'orientation' && Math.abs(extra.yaw ?? 0) <= 30 && Math.abs(extra.pitch ?? 0) <= 30;
}

interface ComparedPhoto {
  readonly photo: LabelledPhoto;
  /** Undefined when the upright photo itself has no angles. */
  readonly comparisons?: readonly Comparison[];
}

async function compareAll(
  photos: readonly LabelledPhoto[],
  angles: readonly number[],
  pool: Pool,
  progress: Progress,
): Promise<ComparedPhoto[]> {
  const compared: ComparedPhoto[] = new Array(photos.length);
  const queue = photos.entries();
  progress.start(photos.length);
  try {
    await Promise.all(
      Array.from({ length: pool.size }, async () => {
        for (const [index, photo] of queue) {
          compared[index] = { photo, ...(await compare(photo, angles, pool)) };
          progress.step(true);
        }
      }),
    );
  } finally {
    progress.stop();
  }
  return compared;
}

async function compare(
  photo: LabelledPhoto,
  angles: readonly number[],
  pool: Pool,
): Promise<{ comparisons?: Comparison[] }> {
  // A damaged photo has no variants: it is listed among those without angles.
  const [upright, ...others] = await variantsOf(await readFile(photo.file), angles).catch(() => []);
  if (upright === undefined) return {};
  const measure = async (bytes: Uint8Array) =>
    posed({ photo, observation: await pool.inspect(bytes, { performLivenessCheck: false }) });
  const { measured: base } = await measure(upright.bytes);
  if (base === undefined) return {};
  const comparisons: Comparison[] = [];
  for (const { turn, bytes } of others) {
    const item = await measure(bytes);
    comparisons.push({
      turn,
      upright: base,
      changed: item.measured,
      withoutAngleFinding: !hasFinding(item, angleFindings),
    });
  }
  return { comparisons };
}

function invarianceTable(figures: readonly InvarianceFigures[]): Table {
  const deviation = (one: Deviation | null) =>
    one === null ? none : `${numberText(one.mean, 2)}° / ${numberText(one.max)}°`;
  return {
    title: 'Angles of turned and mirrored photos against those that follow from the upright photo',
    columns: [
      'turned clockwise by',
      'photos',
      'lost',
      'roll: mean / max',
      'roll within 1°',
      'yaw: mean / max',
      'yaw within 1°',
      'pitch: mean / max',
      'beyond 30° roll, no angle finding',
    ],
    rows: figures.map((one) => [
      one.turn === null ? 'mirrored' : `${one.turn}°`,
      `${one.photos}`,
      countText(one.lost),
      deviation(one.roll),
      one.roll ? shareText(one.roll.within1) : none,
      deviation(one.yaw),
      one.yaw ? shareText(one.yaw.within1) : none,
      deviation(one.pitch),
      countText(one.rolledWithoutFinding),
    ]),
    note: 'Lost: no face, or an error. Variants are JPEGs of quality 95, as is the upright photo they are compared with.',
  };
}

function parseAngles(text: string): number[] {
  const angles = text.split(',').map(Number);
  if (angles.some((angle) => !Number.isFinite(angle) || Math.abs(angle) > 180 || angle === 0)) {
    throw new InvalidArgumentError('Angles are numbers from −180 to 180, 0 excepted, with commas between.');
  }
  return angles;
}
