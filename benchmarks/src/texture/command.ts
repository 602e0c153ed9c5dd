/** `bench texture`: what liveness loses, or gains, by reading the skin's texture in a scaled decode of a large photo. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { LivePhotoError, policies } from '@livephoto/core';
import { Command, InvalidArgumentError } from 'commander';
import { areaText, countText, estimateText, none, shareText } from '../accuracy/format.ts';
import { readLabels } from '../labels/labels.ts';
import { isFittable } from '../read-out/figures.ts';
import type { Table } from '../report/table.ts';
import { drawTable } from '../report/terminal-table.ts';
import { stopOnInterrupt } from '../runner/interrupt.ts';
import { terminalProgress } from '../runner/progress.ts';
import type { Estimate } from '../statistics/bootstrap.ts';
import type { Proportion } from '../statistics/proportion.ts';
import {
  compareSources,
  type RefusedShare,
  refusedShares,
  type SourceComparison,
  scoreLeftOut,
} from './figures.ts';
import { measureTextures } from './measure.ts';

interface TextureCommandOptions {
  readonly labels: string;
  readonly eighths?: number;
  readonly json?: string;
}

export function textureCommand(): Command {
  return new Command('texture')
    .description(
      "Read the skin's texture of labelled liveness photos in the scaled decode and in the whole one, and print how well each tells attacks from people.",
    )
    .requiredOption('--labels <file>', 'CSV as for accuracy; rows of liveness are used, JPEGs compared')
    .option(
      '--eighths <n>',
      'decode every JPEG to n eighths of its size (1 to 7); as the product does, only what is large, when left out',
      parseEighths,
    )
    .option('--json <file>', 'write the figures')
    .addHelpText(
      'after',
      `
Photos above ${policies.default.decodeLongestSide} pixels are decoded scaled, and their texture with them. Run it on large photos of people and of
attacks, as your own camera takes them, to see whether a finer decode of the face would earn its time:
  pnpm bench texture --labels large.csv

Small photos can stand in for them:
  pnpm bench texture --labels labels.csv --eighths 4

Only the texture differs: the other cues are the scaled decode's both times.`,
    )
    .action((options: TextureCommandOptions) => run(options));
}

async function run(options: TextureCommandOptions): Promise<void> {
  const labels = await readLabels(options.labels);
  if (options.json !== undefined) await mkdir(dirname(resolve(options.json)), { recursive: true });
  const measured = await stopOnInterrupt((signal) =>
    measureTextures(labels.photos, {
      eighths: options.eighths,
      progress: terminalProgress('texture'),
      signal,
    }),
  );
  const { photos, whole, leftOut } = measured;
  const reasons = [...leftOut].map(([reason, count]) => `${count} ${reason}`);
  const tally = `${photos.length} photos compared. Left out: ${reasons.length === 0 ? 'none' : reasons.join('; ')}.`;
  if (photos.length === 0) {
    throw new LivePhotoError(
      'invalid_request',
      `There is nothing to compare. ${tally} With --eighths 4 photos that are decoded whole stand in for large ones`,
      { param: 'labels' },
    );
  }
  const fittable = isFittable(whole);
  if (fittable) process.stderr.write('fitting a read-out without each source in turn, and comparing\n');
  const compared = fittable ? compareSources(scoreLeftOut(measured)) : [];
  const refused = refusedShares(photos, [policies.default, policies.strict]);
  const tables = [...(compared.length === 0 ? [] : [areasTable(compared)]), refusedTable(refused)];
  const lines = [...tables.map(drawTable), tally];
  if (!fittable) {
    lines.push(
      'No areas under the curve: leaving a source out wants people and attacks of two sources (folders) each.',
    );
  }
  process.stdout.write(`${lines.join('\n\n')}\n`);
  if (options.json !== undefined) {
    const result = { version: 1, compared, refused, leftOut: Object.fromEntries(leftOut) };
    await writeFile(options.json, `${JSON.stringify(result, undefined, 1)}\n`);
    process.stderr.write(`Wrote ${options.json}\n`);
  }
}

function parseEighths(text: string): number {
  const eighths = Number(text);
  if (!Number.isInteger(eighths) || eighths < 1 || eighths > 7) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 7.');
  }
  return eighths;
}

function areasTable(compared: readonly SourceComparison[]): Table {
  return {
    title: 'Each source judged by a read-out fitted on whole decodes of the others: area under the curve',
    columns: [
      'source',
      'genuine / attacks',
      'texture, scaled',
      'texture, whole',
      'gain',
      'all cues, scaled',
      'all cues, whole',
      'gain',
      'EER, scaled',
      'EER, whole',
    ],
    rows: compared.map((each) => [
      each.source,
      `${each.genuine} / ${each.attacks}`,
      areaText(each.textureScaled),
      areaText(each.textureFiner),
      gainText(each.textureGain),
      areaText(each.allScaled),
      areaText(each.allFiner),
      gainText(each.allGain),
      estimateText(each.eerScaled),
      estimateText(each.eerFiner),
    ]),
    note: 'Firm labels of sources with both kinds. An interval of the gain that holds 0 shows no difference.',
  };
}

function refusedTable(refused: readonly RefusedShare[]): Table {
  const both = ({ scaled, finer }: { scaled: Proportion; finer: Proportion }) => [
    `${countText(scaled)} = ${shareText(scaled)}`,
    `${countText(finer)} = ${shareText(finer)}`,
  ];
  return {
    title: 'Refused by the read-out that ships',
    columns: [
      'source, kind',
      'move of the logit',
      'default, scaled',
      'default, whole',
      'strict, scaled',
      'strict, whole',
    ],
    rows: refused.map(({ source, kind, move, refused: shares }) => [
      `${source}, ${kind}`,
      `${signed(move.median, 2)} (${signed(move.least, 2)} to ${signed(move.most, 2)})`,
      ...shares.flatMap(both),
    ]),
    note: 'The move is what the texture of the whole decode adds, median and extremes; above 0 it speaks for a person. The read-out may have been fitted on these photos.',
  };
}

/** `+0.012 (-0.003 to +0.027)`. */
function gainText({ value, low, high }: Estimate): string {
  if (value === null) return none;
  const interval = low === null || high === null ? '' : ` (${signed(low, 3)} to ${signed(high, 3)})`;
  return `${signed(value, 3)}${interval}`;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
}
