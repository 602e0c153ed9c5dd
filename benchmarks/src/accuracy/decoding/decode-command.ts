/** `bench decode`: decodes folders of pictures here and with sharp, and counts where the two agree. */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { createNodeDecoder } from '@livephoto/worker-runtime/node';
import { Command } from 'commander';
import { terminalProgress } from '../../report/progress.ts';
import type { Table } from '../../report/table.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { type Agreement, type Comparison, closeDifference, compareDecoders } from './compare-decoders.ts';

const endings = /\.(jpe?g|jfif|png|webp|heic|heif|avif)$/i;

export function decodeCommand(): Command {
  return new Command('decode')
    .description(
      'Decode every picture of some folders here and with sharp, whole and upright, and print where they agree and what each costs.',
    )
    .argument('<folder...>', 'folders, walked, or single files')
    .option('--json <file>', 'write one comparison for each file')
    .option('--list', 'name every file that is different, or refused by one alone')
    .addHelpText(
      'after',
      `
Examples:
  pnpm bench decode photos/
  pnpm bench decode suites/PngSuite suites/libwebp --list`,
    )
    .action((folders: string[], options: { json?: string; list?: true }) => run(folders, options));
}

async function run(
  folders: readonly string[],
  { json, list }: { json?: string; list?: true },
): Promise<void> {
  const paths = (await Promise.all(folders.map(picturesIn))).flat().sort();
  if (paths.length === 0) {
    throw new LivePhotoError(
      'invalid_request',
      'There is no picture: name folders with .jpg, .png, .webp, .heic or .avif files',
    );
  }
  const decoder = await createNodeDecoder();
  const progress = terminalProgress('pictures');
  const comparisons: Comparison[] = [];
  progress.start(paths.length);
  for (const path of paths) {
    comparisons.push(await compareDecoders(path, decoder));
    progress.step(true);
  }
  progress.stop();
  process.stdout.write(`${drawTable(comparisonTable(comparisons))}\n`);
  if (list) {
    for (const { path, agreement, difference, reason } of comparisons) {
      if (agreement === 'equal' || agreement === 'close' || agreement === 'refused by both') continue;
      process.stdout.write(`${agreement}: ${path}: ${reason ?? difference?.toFixed(1) ?? ''}\n`);
    }
  }
  if (json !== undefined) await writeFile(json, `${JSON.stringify(comparisons, null, 2)}\n`);
}

async function picturesIn(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new LivePhotoError('resource_not_found', `${path} cannot be read`, { cause });
  });
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const columns: readonly Agreement[] = [
  'equal',
  'close',
  'different',
  'refused here',
  'refused by sharp',
  'refused by both',
];

/** A row for each format, and the ratio of what both cost. */
export function comparisonTable(comparisons: readonly Comparison[]): Table {
  const formats = [...new Set(comparisons.map(({ format }) => format))].sort();
  return {
    title: 'Decoded here and by sharp',
    columns: ['format', 'files', ...columns, 'CPU, × sharp'],
    rows: formats.map((format) => {
      const own = comparisons.filter((comparison) => comparison.format === format);
      const count = (agreement: Agreement) =>
        String(own.filter((each) => each.agreement === agreement).length);
      const cost = (whose: 'here' | 'sharp') => own.reduce((sum, each) => sum + (each[whose] ?? 0), 0);
      const ratio = cost('sharp') > 0 ? (cost('here') / cost('sharp')).toFixed(2) : '–';
      return [format, String(own.length), ...columns.map(count), ratio];
    }),
    note: `close: channels differ by ${closeDifference} of 255 on average at most, as where colours are interpolated or rounded otherwise.`,
  };
}
