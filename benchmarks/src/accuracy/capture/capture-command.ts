/** `bench capture`: how often a turn of the head is refused, and how often something else passes for one. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInspector, createWasmBackend, drawChallenge, LivePhotoError } from '@livephoto/core';
import { createTrackReader } from '@livephoto/core/capture';
import { createFileModelSource, createNodeDecoder } from '@livephoto/worker-runtime/node';
import { Command, InvalidArgumentError } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import { terminalProgress } from '../../report/progress.ts';
import { numberText } from '../../report/rates-text.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { readLabels } from '../labels/labels.ts';
import { groupBy } from '../statistics/group-by.ts';
import { goalsOf, goalsTable, ratesOf, ratesTable } from './capture-rates.ts';
import { portraits, sittings } from './people.ts';
import { createRandomness } from './randomness.ts';
import { createRayLibrary } from './ray-library.ts';
import type { Cast } from './scenes/cast.ts';
import { species } from './species.ts';
import { type Judged, judgeTake, judgeWhole, measureTake, type WholeWay } from './take-track.ts';

interface CaptureOptions {
  readonly labels: string;
  readonly takes: number;
  readonly whole: number;
  readonly only?: string;
  readonly seed: number;
  readonly cache?: string;
  readonly json?: string;
}

/** Portraits beside the sittings: prints of them, and heads made of them. */
const portraitCount = 5;
const turnsAsked = 2;

export function captureCommand(): Command {
  return new Command('capture')
    .description(
      'Put turning heads, and attacks on them made from the same pictures (turned and bent prints, swapped, shuffled and repeated frames), before the motion cue.',
    )
    .requiredOption('--labels <file>', 'CSV as for accuracy; sittings of category orientation, and portraits')
    .option('--takes <count>', 'takes of each species; of flat ones three times as many', wholeNumber, 200)
    .option('--whole <count>', 'takes that also go the whole way, from files', wholeNumber, 20)
    .option('--only <text>', 'species whose name or family holds the text')
    .option('--seed <number>', 'another number, other takes', wholeNumber, 1)
    .option('--cache <folder>', 'keep what was read of every view for the next run (some hundred megabytes)')
    .option('--json <file>', 'write every take with its angles and figures')
    .addHelpText(
      'after',
      `
Example:
  pnpm bench capture --labels labels.csv --takes 1000 --cache out/views

Heads are the pictures of a sitting, each turned to the angles between by its own mesh and blended with the
next nearest. Every view is filmed and read once, on rays from the centre outwards; takes are put together from
rays, so that thousands cost little more than hundreds. Without --cache the first minutes go to reading them.
The time a frame is what the processor spent on it.`,
    )
    .action((options: CaptureOptions) => captureRun(options));
}

async function captureRun(options: CaptureOptions): Promise<void> {
  const labels = await readLabels(options.labels);
  if (options.json !== undefined) await mkdir(dirname(resolve(options.json)), { recursive: true });
  const chosen = species.filter(
    ({ name, family }) =>
      options.only === undefined || name.includes(options.only) || family === options.only,
  );
  if (chosen.length === 0) {
    throw new LivePhotoError(
      'invalid_request',
      `No species holds '${options.only}'; there are:\n  ${species.map(({ name }) => name).join('\n  ')}`,
      { param: 'only' },
    );
  }
  const models = createFileModelSource();
  const canonical = JSON.parse(new TextDecoder().decode(await models.bytes('canonical-face'))) as {
    triangles: number[];
  };
  const parts = { models, backend: await wasmBackend(), decoder: await createNodeDecoder() };
  const inspector = await createInspector(parts);
  const reader = await createTrackReader({ ...parts, policy: inspector.policy });
  const folder = options.cache ?? (await mkdtemp(join(tmpdir(), 'livephoto-views-')));
  const library = createRayLibrary(reader, folder);
  const judged: Judged[] = [];
  const wholes: { readonly same: boolean; readonly way: WholeWay }[] = [];
  const progress = terminalProgress('capture');
  try {
    await stopOnInterrupt(async (signal) => {
      process.stderr.write('capture: looking at the people\n');
      const sitters = await sittings(inspector, labels.photos);
      if (new Set(sitters.map(({ name }) => name)).size < 2) {
        throw new LivePhotoError(
          'invalid_request',
          'The labels have no two people with sittings: rows of category orientation with yaw, pitch, subject and session',
          { param: 'labels' },
        );
      }
      const others = await portraits(inspector, labels.photos, portraitCount);
      const once = [...groupBy(sitters, ({ name }) => name).values()].map(([first]) => first!);
      const cast: Cast = { sitters, everyone: [...once, ...others], triangles: canonical.triangles };
      const takes = chosen.flatMap((kind) =>
        Array.from({ length: kind.family === 'flat' ? 3 * options.takes : options.takes }, (_, i) => ({
          kind,
          // By the species' own number, so that a part of them alone sees the same takes.
          seed: options.seed * 1_000_003 + species.indexOf(kind) * 10_007 + i,
        })),
      );
      const every = Math.max(1, Math.floor(takes.length / options.whole));
      progress.start(takes.length);
      for (const [i, { kind, seed }] of takes.entries()) {
        signal.throwIfAborted();
        const random = createRandomness(seed);
        const challenge = drawChallenge(turnsAsked, (limit) => random.below(limit));
        const take = kind.take(cast, challenge, random);
        const measured = await measureTake(library, take, inspector.policy.motion);
        const verdict = judgeTake(measured, challenge, inspector.policy.motion);
        judged.push({ species: kind.name, family: kind.family, person: take.person, challenge, ...verdict });
        if (i % every === every - 1) {
          const way = await judgeWhole(inspector, library, take, challenge);
          wholes.push({ way, same: (way.findings.length === 0) === (verdict.findings.length === 0) });
        }
        progress.step(true);
      }
      process.stderr.write(`capture: ${sitters.length} sittings, ${others.length} portraits\n`);
    });
  } finally {
    progress.stop();
    await reader.dispose();
    await inspector.dispose();
    if (options.cache === undefined) await rm(folder, { recursive: true, force: true });
  }
  const costs = wholes.map(({ way }) => way.cost).sort((a, b) => a - b);
  const lines = [
    drawTable(ratesTable(ratesOf(judged))),
    drawTable(goalsTable(goalsOf(judged).filter(({ measured }) => measured.total > 0))),
    `${wholes.filter(({ same }) => same).length} of ${wholes.length} takes that went the whole way, from files, were judged as their rays were.`,
    `A frame takes ${numberText(costs[costs.length >> 1] ?? null)} ms of one core (median of ${costs.length} takes; with decoding, wasm).`,
  ];
  process.stdout.write(`${lines.join('\n\n')}\n`);
  if (options.json !== undefined) {
    await writeFile(
      options.json,
      `${JSON.stringify({ rates: ratesOf(judged), goals: goalsOf(judged), wholes, judged })}\n`,
    );
  }
}

async function wasmBackend() {
  const file = createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
  return createWasmBackend({ wasmBinary: new Uint8Array(await readFile(file)) });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('must be a whole number from 1');
  }
  return Number(text);
}
