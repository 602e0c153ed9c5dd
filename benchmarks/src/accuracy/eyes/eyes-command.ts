/** `bench eyes`: fits the read-out of closed eyes anew, and says what it is worth on sources that the fit did not see. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import { closedEyeReadOut, lidAnchors } from '@livephoto/core/calibration';
import {
  closedLogit,
  coefficientsFile,
  type EyesReadOut,
  fitEyes,
  type LabelledEyes,
  leftOutEyes,
} from '@livephoto/models-build/eyes';
import { Command } from 'commander';
import type { Surroundings } from '../../report/options.ts';
import { terminalProgress } from '../../report/progress.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { readLabels } from '../labels/labels.ts';
import { limitsTable, sourcesTable } from './eyes-tables.ts';
import { eyesOf, measureEyes, readSeen } from './measured-eyes.ts';

interface EyesOptions {
  readonly labels: string;
  readonly seen: string;
  readonly backend: 'wasm' | 'native';
  readonly out?: string;
  readonly eyes?: string;
}

export function eyesCommand({ root }: Surroundings): Command {
  return new Command('eyes')
    .description(
      'Fit the read-out of closed eyes on labelled photos, and print how many closed eyes are found, and open ones called closed, by fits that left their source out.',
    )
    .requiredOption(
      '--labels <file>',
      'CSV as for accuracy; extra.occlusion "eyes_closed" are closed eyes, photos of one person with the eyes in sight open ones',
    )
    .option(
      '--seen <file>',
      'CSV with the columns photo (source/file) and eyes (closed, open or unsure): what was seen where labels say nothing of eyes',
      fileURLToPath(new URL('models/training/eyes/seen.csv', root)),
    )
    .option('--backend <name>', 'wasm or native', 'native')
    .option('--eyes <file>', 'keep what was measured in this JSON file, and fit on it when it is there')
    .option('--out <file>', 'write the coefficients, fitted on all, as the source file of core')
    .addHelpText(
      'after',
      `
The read-out that ships was written by
  pnpm bench eyes --labels labels.csv --out packages/core/src/vision/quality/eyes-open-coefficients.ts
Its limit, printed for 1 % of open eyes called closed, goes into lidAnchors of that folder's tuning.ts by hand.`,
    )
    .action((options: EyesOptions) => run(options));
}

type KeptEyes = LabelledEyes & { readonly path: string };

async function run(options: EyesOptions): Promise<void> {
  const eyes = (await kept(options.eyes)) ?? (await measure(options));
  const of = (closed: boolean) => eyes.filter((one) => one.closed === closed);
  if (of(true).length < 10 || new Set(of(false).map(({ source }) => source)).size < 2) {
    throw new LivePhotoError(
      'invalid_request',
      `A fit needs ten photos of closed eyes and open ones of two sources that can be judged; there are ${of(true).length} of closed eyes, and ${of(false).length} of open ones`,
      { param: 'labels' },
    );
  }
  const logits = leftOutEyes(eyes);
  const fitted = fitEyes(eyes);
  const [bias, ...weights] = closedEyeReadOut;
  const shipped: EyesReadOut = { bias: bias!, weights };
  const ofShipped = eyes.map((one) => closedLogit(shipped, one));
  for (const table of [
    limitsTable('By fits that left the source out', eyes, logits, lidAnchors.limit),
    limitsTable(
      'By the read-out that ships (fitted on such photos: flatters)',
      eyes,
      ofShipped,
      lidAnchors.limit,
    ),
    sourcesTable(eyes, logits, lidAnchors.limit),
  ]) {
    process.stdout.write(`${drawTable(table)}\n`);
  }
  if (options.out !== undefined) {
    await writeFile(options.out, coefficientsFile(fitted));
    process.stderr.write(`Wrote ${options.out}\n`);
  }
}

async function measure({ labels, seen, backend, eyes }: EyesOptions): Promise<readonly KeptEyes[]> {
  const { photos } = await readLabels(labels);
  const known = await readSeen(seen);
  const wanted = photos.flatMap((photo) => {
    const label = eyesOf(photo, known);
    return label === 'closed' || label === 'open' ? [{ photo, closed: label === 'closed' }] : [];
  });
  const measured = (await measureEyes(wanted, backend, terminalProgress('eyes'))).map(
    ({ photo, closed, source, left, right }) => ({
      path: photo.path,
      closed,
      source,
      left: Array.from(left),
      right: Array.from(right),
    }),
  );
  if (eyes !== undefined) await writeFile(eyes, `${JSON.stringify({ version: 1, eyes: measured })}\n`);
  return measured;
}

/** Undefined where nothing was kept yet. */
async function kept(file: string | undefined): Promise<readonly KeptEyes[] | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const { version, eyes } = JSON.parse(text) as { version: unknown; eyes: KeptEyes[] };
    if (version === 1 && Array.isArray(eyes)) return eyes;
  } catch {
    // Said below.
  }
  throw new LivePhotoError('invalid_request', `${file} is none that 'bench eyes --eyes' wrote; remove it`, {
    param: 'eyes',
  });
}
