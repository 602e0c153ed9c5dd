/** `pnpm bench cost quality`: processor time that the quality of a face takes, beside all that is looked at of its covers. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DetailedInspection, Inspector } from '@livephoto/core';
import { createQualityMeter } from '@livephoto/core/calibration';
import { createFileModelSource, createNodeInspector } from '@livephoto/worker-runtime/node';
import { Command } from 'commander';
import { median, quantile } from 'simple-statistics';
import { collect, parseCount, type Surroundings } from '../../report/options.ts';
import type { Table } from '../../report/table.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { choosePhotos } from '../speed/photos.ts';

/** Milliseconds that all of quality may take of a photo of two megapixels, and looks of a turn that one figure is the mean of. */
const goal = 5;
const looksOfATurn = 5;
/** Turns before those that count: V8 compiles what runs often. */
const warmTurns = 8;

interface Options {
  readonly rounds: number;
  readonly photo: readonly string[];
}

export function qualityCommand({ root }: Surroundings): Command {
  return new Command('quality')
    .description(
      `Times what is measured of a face's quality: processor time, goal at most ${goal} ms on a photo of 2 MP, wasm backend.`,
    )
    .option('--rounds <n>', 'turns of each that count', parseCount, 40)
    .option('--photo <file>', 'time this photo too; may be given several times', collect, [])
    .action(async ({ rounds, photo: own }: Options) => {
      const folder = await mkdtemp(join(tmpdir(), 'livephoto-quality-'));
      const inspector = await createNodeInspector({ backend: 'wasm' });
      try {
        const photos = await choosePhotos(root, folder, { made: ['2mp'], own });
        const canonical = await createFileModelSource().bytes('canonical-face');
        const rows: string[][] = [];
        for (const { name, file } of photos) {
          rows.push([name, ...(await timed(inspector, await readFile(file), canonical, rounds))]);
        }
        process.stdout.write(`${drawTable(tableOf(rows, rounds))}\n`);
      } finally {
        await inspector.dispose();
        await rm(folder, { recursive: true });
      }
    });
}

function tableOf(rows: readonly (readonly string[])[], rounds: number): Table {
  return {
    title: `Quality of a face: processor time in milliseconds, goal ≤ ${goal} on 2 MP`,
    columns: ['photo', 'quality', '5 to 95 %', 'stage obstructions', 'of it quality'],
    rows,
    note: `medians of ${rounds} turns of each in one process; quality: mean of ${looksOfATurn} looks, with everything that is measured beside the map of covers`,
  };
}

/** Cells of one photo. */
async function timed(
  inspector: Inspector,
  bytes: Uint8Array,
  canonical: Uint8Array,
  rounds: number,
): Promise<string[]> {
  const seen = await inspector.inspectDetailed(bytes);
  if (seen.geometry === null) return ['no face', '', '', ''];
  const look = createQualityMeter(seen.image, seen.geometry, seen.scale, canonical);
  const quality: number[] = [];
  const stage: number[] = [];
  for (let turn = -warmTurns; turn < rounds; turn++) {
    const before = process.cpuUsage();
    for (let i = 0; i < looksOfATurn; i++) look();
    const own = millisecondsSince(before) / looksOfATurn;
    const whole = await stageTime(inspector, seen);
    if (turn < 0) continue;
    quality.push(own);
    stage.push(whole);
  }
  const [own, whole] = [median(quality), median(stage)];
  const spread = [0.05, 0.95].map((share) => quantile(quality, share).toFixed(1)).join(' to ');
  return [own.toFixed(1), spread, whole.toFixed(1), `${Math.round((100 * own) / whole)} %`];
}

/** Of the stage that measures quality and maps covers, of the same pixels. */
async function stageTime(inspector: Inspector, { image }: DetailedInspection): Promise<number> {
  let begun: NodeJS.CpuUsage | undefined;
  let milliseconds = 0;
  await inspector.inspectPixels(image, {
    inspections: ['faces', 'orientation', 'obstructions'],
    onProgress({ stage }) {
      if (stage === 'obstructions') begun = process.cpuUsage();
      else if (begun) {
        milliseconds = millisecondsSince(begun);
        begun = undefined;
      }
    },
  });
  return milliseconds;
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
