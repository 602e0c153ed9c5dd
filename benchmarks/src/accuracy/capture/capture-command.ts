/** `bench capture`: how often a turn of the head is refused, and how often something else passes for one. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { drawChallenge, LivePhotoError } from '@livephoto/core';
import { createFileModelSource, createNodeInspector } from '@livephoto/worker-runtime/node';
import { Command, InvalidArgumentError } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import { terminalProgress } from '../../report/progress.ts';
import { numberText } from '../../report/rates-text.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { readLabels } from '../labels/labels.ts';
import { goalsOf, goalsTable, ratesOf, ratesTable } from './capture-rates.ts';
import { portraits, sittings } from './people.ts';
import { createRandomness } from './randomness.ts';
import { type Cast, species } from './species.ts';
import { type Judged, judge } from './take-track.ts';

interface CaptureOptions {
  readonly labels: string;
  readonly takes: number;
  readonly only?: string;
  readonly seed: number;
  readonly json?: string;
}

/** Portraits beside the sittings: prints of them, and heads made of them. */
const portraitCount = 40;
const turnsAsked = 2;

export function captureCommand(): Command {
  return new Command('capture')
    .description(
      'Put turning heads, and attacks on them made from the same pictures (turned and bent prints, swapped, shuffled and repeated frames), before the motion cue.',
    )
    .requiredOption('--labels <file>', 'CSV as for accuracy; sittings of category orientation, and portraits')
    .option('--takes <count>', 'takes of each species; of flat ones three times as many', wholeNumber, 100)
    .option('--only <text>', 'species whose name or family holds the text')
    .option('--seed <number>', 'another number, other takes', wholeNumber, 1)
    .option('--json <file>', 'write every take with its angles and figures')
    .addHelpText(
      'after',
      `
Example:
  pnpm bench capture --labels labels.csv --takes 100

Heads are the pictures of a sitting, each turned to the angles between by its own mesh and blended with the
next nearest. The time a frame is what the processor spent on it.`,
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
  const canonical = JSON.parse(
    new TextDecoder().decode(await createFileModelSource().bytes('canonical-face')),
  ) as { triangles: number[] };
  const inspector = await createNodeInspector();
  const judged: Judged[] = [];
  const progress = terminalProgress('capture');
  try {
    await stopOnInterrupt(async (signal) => {
      process.stderr.write('capture: looking at the people\n');
      const sitters = await sittings(inspector, labels.photos);
      if (sitters.length < 2) {
        throw new LivePhotoError(
          'invalid_request',
          'The labels have no two sittings: rows of category orientation with yaw, pitch, subject and session',
          { param: 'labels' },
        );
      }
      const others = await portraits(inspector, labels.photos, portraitCount);
      const cast: Cast = { sitters, everyone: [...sitters, ...others], triangles: canonical.triangles };
      const takes = chosen.flatMap((kind) =>
        Array.from({ length: kind.family === 'flat' ? 3 * options.takes : options.takes }, (_, i) => ({
          kind,
          // By the species' own number, so that a part of them alone sees the same takes.
          seed: options.seed * 1_000_003 + species.indexOf(kind) * 10_007 + i,
        })),
      );
      progress.start(takes.length);
      for (const { kind, seed } of takes) {
        signal.throwIfAborted();
        const random = createRandomness(seed);
        const challenge = drawChallenge(turnsAsked, (limit) => random.below(limit));
        judged.push(await judge(inspector, kind, cast, challenge, random, judged.length % 5 === 4));
        progress.step(true);
      }
      process.stderr.write(`capture: ${sitters.length} sittings, ${others.length} portraits\n`);
    });
  } finally {
    progress.stop();
    await inspector.dispose();
  }
  const costs = judged.flatMap(({ cost }) => (cost === undefined ? [] : [cost])).sort((a, b) => a - b);
  const lines = [
    drawTable(ratesTable(ratesOf(judged))),
    drawTable(goalsTable(goalsOf(judged).filter(({ measured }) => measured.total > 0))),
    `A frame takes ${numberText(costs[costs.length >> 1] ?? null)} ms of one core (median of ${costs.length} takes; with decoding, wasm).`,
  ];
  process.stdout.write(`${lines.join('\n\n')}\n`);
  if (options.json !== undefined) {
    await writeFile(
      options.json,
      `${JSON.stringify({ rates: ratesOf(judged), goals: goalsOf(judged), judged })}\n`,
    );
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('must be a whole number from 1');
  }
  return Number(text);
}
