/** `pnpm bench cost worst`: what the slowest pictures that the limits let through cost. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LivePhotoError, sniffImage } from '@livephoto/core';
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
      const table = new Table({
        head: ['picture', 'MB', 'CPU ms', 'that is, or why not'],
        style: { head: [] },
      });
      for (const { name, make } of chosen) {
        const bytes = await make();
        const runs = [];
        for (let round = 0; round < rounds; round++) runs.push(await decodeOnce(decoder, bytes));
        table.push([
          name,
          (bytes.length / 1e6).toFixed(2),
          median(runs.map(({ milliseconds }) => milliseconds)).toFixed(0),
          runs[0]!.what,
        ]);
      }
      process.stdout.write(
        `${table.toString()}\nmedians of ${rounds}, user and system time of the process\n`,
      );
    });
}

async function decodeOnce(decoder: Awaited<ReturnType<typeof createNodeDecoder>>, bytes: Uint8Array) {
  const before = process.cpuUsage();
  const what = await (async () => {
    try {
      const info = sniffImage(bytes);
      const { width, height } = await decoder.decode(bytes, info, { longestSide });
      return `${info.width} × ${info.height} → ${width} × ${height}`;
    } catch (error) {
      if (error instanceof LivePhotoError) return `${error.type}: ${error.message.slice(0, 80)}`;
      throw error;
    }
  })();
  const { user, system } = process.cpuUsage(before);
  return { what, milliseconds: (user + system) / 1000 };
}
