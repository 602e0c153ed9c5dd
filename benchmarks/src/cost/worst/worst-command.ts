/** `pnpm bench cost worst`: what the slowest pictures that the limits let through cost. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { imageFormats, LivePhotoError, sniffImage } from '@livephoto/core';
import { createNodeDecoder } from '@livephoto/worker-runtime/node';
import Table from 'cli-table3';
import { Command } from 'commander';
import { median } from 'simple-statistics';
import { parseCount } from '../../report/options.ts';
import { type WorstPicture, worstPictures } from './worst-pictures.ts';

/** As policies have it where nothing else is said. */
const longestSide = 1280;

export function worstCommand(): Command {
  return new Command('worst')
    .description('Times pictures that are made to be slow: CPU of one decode, header and limits included.')
    .argument('[files...]', 'pictures of your own, beside them')
    .option('--rounds <n>', 'decodes of each', parseCount, 3)
    .option('--only <text>', 'made pictures whose name has it', '')
    .action(async (files: readonly string[], { rounds, only }: { rounds: number; only: string }) => {
      const own = files.map((file): WorstPicture => ({ name: basename(file), make: () => readFile(file) }));
      const chosen = [...worstPictures.filter(({ name }) => name.includes(only)), ...own];
      const decoder = await createNodeDecoder();
      const table = new Table({ head: [...columns, 'that is, or why not'], style: { head: [] } });
      const dearest = new Map<string, Row>();
      for (const { name, make } of chosen) {
        const bytes = await make();
        const runs: Run[] = [];
        for (let round = 0; round < rounds; round++) runs.push(await decodeOnce(decoder, bytes));
        const { what, format, pixels } = runs[0]!;
        const milliseconds = median(runs.map((run) => run.milliseconds));
        const row: Row = { name, pixels, bytes: bytes.length, milliseconds };
        table.push([...cells(row), what]);
        if (format && milliseconds > (dearest.get(format)?.milliseconds ?? 0)) dearest.set(format, row);
      }
      const summary = new Table({ head: ['format', ...columns], style: { head: [] } });
      for (const [format, row] of dearest) summary.push([format, ...cells(row)]);
      process.stdout.write(
        `${table.toString()}\nmedians of ${rounds}, user and system time of the process\n\nthe dearest of each format\n${summary.toString()}\n`,
      );
    });
}

/** What the limits are fitted to: no picture takes more. */
const goalMilliseconds = 1000;
const columns = ['picture', 'MP', 'MB', 'CPU ms', 'of 1 s'];

interface Row {
  readonly name: string;
  /** Absent where it was refused. */
  readonly pixels: number | undefined;
  readonly bytes: number;
  readonly milliseconds: number;
}

interface Run {
  readonly what: string;
  /** Absent where it was refused. */
  readonly format?: string;
  readonly pixels: number | undefined;
  readonly milliseconds: number;
}

function cells({ name, pixels, bytes, milliseconds }: Row): string[] {
  return [
    name,
    pixels === undefined ? '' : (pixels / 1e6).toFixed(1),
    (bytes / 1e6).toFixed(2),
    milliseconds.toFixed(0),
    `${((milliseconds / goalMilliseconds) * 100).toFixed(0)} %`,
  ];
}

async function decodeOnce(
  decoder: Awaited<ReturnType<typeof createNodeDecoder>>,
  bytes: Uint8Array,
): Promise<Run> {
  const before = process.cpuUsage();
  const answer = await (async () => {
    try {
      const info = sniffImage(bytes);
      const { width, height } = await decoder.decode(bytes, info, { longestSide });
      return {
        what: `${info.width} × ${info.height} → ${width} × ${height}`,
        format: imageFormats[info.contentType].name,
        pixels: info.width * info.height,
      };
    } catch (error) {
      if (error instanceof LivePhotoError) {
        return { what: `${error.type}: ${error.message.slice(0, 80)}`, pixels: undefined };
      }
      throw error;
    }
  })();
  const { user, system } = process.cpuUsage(before);
  return { ...answer, milliseconds: (user + system) / 1000 };
}
