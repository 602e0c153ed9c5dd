/** `bench capture`: how often a turn of the head is refused, and how often something else passes for one. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  createInspector,
  createSimdBackend,
  drawChallenge,
  type Inspector,
  LivePhotoError,
  type MotionPolicy,
  parsePolicy,
  policies,
} from '@livephoto/core';
import { createTrackReader } from '@livephoto/core/capture';
import { createFileModelSource, createNodeDecoder } from '@livephoto/worker-runtime/node';
import { Command, InvalidArgumentError } from 'commander';
import { stopOnInterrupt } from '../../report/interrupt.ts';
import { terminalProgress } from '../../report/progress.ts';
import { numberText } from '../../report/rates-text.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { type LabelledPhoto, readLabels } from '../labels/labels.ts';
import { groupBy } from '../statistics/group-by.ts';
import { goalsOf, goalsTable, pagesTable, ratesOf, ratesTable } from './capture-rates.ts';
import { type KeptTakes, keepTrack, keptVersion, openKeptTakes, readTrack, takeName } from './kept-tracks.ts';
import { pageAnswer } from './page-answer.ts';
import { type Person, portraits, seenAnew, sittings } from './people.ts';
import { createRandomness } from './randomness.ts';
import { createRayLibrary, rayName, wantedRays } from './ray-library.ts';
import { pushedRun, realRun, replaysRun } from './runs-without-takes.ts';
import type { Cast } from './scenes/cast.ts';
import { bespectacled } from './scenes/views.ts';
import { type Species, species } from './species.ts';
import { compareTake, type Judged, judgeTake, judgeWhole } from './take-track.ts';

export interface CaptureOptions {
  readonly labels: string;
  readonly takes: number;
  readonly sittings: number;
  readonly whole: number;
  readonly only?: string;
  readonly seed: number;
  readonly cache?: string;
  readonly measurements?: string;
  readonly policy?: string;
  readonly real?: boolean;
  readonly pushed?: boolean;
  readonly replays?: string;
  readonly json?: string;
}

/** Portraits beside the sittings: prints of them, and heads made of them. */
const portraitCount = 16;
const turnsAsked = 2;

export function captureCommand(): Command {
  return new Command('capture')
    .description(
      'Put turning heads, and attacks on them made from the same pictures (turned and bent prints, swapped, shuffled and repeated frames), before the motion cue.',
    )
    .requiredOption('--labels <file>', 'CSV as for accuracy; sittings of category orientation, and portraits')
    .option('--takes <count>', 'takes of each species; of flat ones three times as many', wholeNumber, 200)
    .option('--sittings <count>', 'sittings of each person at most', wholeNumber, 2)
    .option('--whole <count>', 'takes that also go the whole way, from files', wholeNumber, 20)
    .option('--only <text>', 'species whose name or family holds the text')
    .option('--seed <number>', 'another number, other takes', wholeNumber, 1)
    .option('--cache <folder>', 'keep what was read of every view for the next run (some hundred megabytes)')
    .option(
      '--measurements <file>',
      'keep what was measured of every take: a run that was stopped goes on there, and a whole one is judged again without reading a frame',
    )
    .option(
      '--policy <file>',
      'JSON of a policy to judge by, as for inspections; the default one when left out',
    )
    .option(
      '--real',
      'no takes: turns between two pictures of a sitting, with nothing drawn between them, and whether they show a solid',
    )
    .option(
      '--pushed',
      'no takes: films of paper bent over 130° and more that is pushed nearer or farther while it turns, of two portraits (--measurements keeps what was found)',
    )
    .option(
      '--replays <folder>',
      'no takes: frames that are sent again, and those of others; the folder has the frames of a film of one person as JPEGs, 25 a second',
    )
    .option('--json <file>', 'write every take with its angles and figures')
    .addHelpText(
      'after',
      `
Example:
  pnpm bench capture --labels labels.csv --takes 1000 --cache out/views

Heads are the pictures of a sitting, each turned to the angles between by its own mesh and carried over into the
next nearest. Angles are those that the mesh sees, as a page that guides does. Every view is filmed and read once, on rays from the centre outwards; takes are put together from
rays, so that thousands cost little more than hundreds. Without --cache the first minutes go to reading them.
The time a frame is what the processor spent on it.`,
    )
    .action((options: CaptureOptions) => captureRun(options));
}

async function captureRun(options: CaptureOptions): Promise<void> {
  if (options.json !== undefined) await mkdir(dirname(resolve(options.json)), { recursive: true });
  const policy = await policyOf(options.policy);
  const models = createFileModelSource();
  if (options.real) return realRun(options, policy);
  if (options.replays !== undefined) return replaysRun(options, options.replays);
  if (options.pushed) return stopOnInterrupt((signal) => pushedRun(options, signal));
  const wanted = plannedTakes(options);
  const manifest = await models.manifest();
  const landmarker = manifest.models.find(({ name }) => name === 'face-landmarker')!.sha256;
  const kept = await openKeptTakes(options.measurements, {
    version: keptVersion,
    landmarker,
    sittings: options.sittings,
    seed: options.seed,
  });
  const missing = wanted.filter((planned) => !kept.takes.has(nameOf(planned)));
  if (missing.length > 0) await stopOnInterrupt((signal) => measure(options, models, missing, kept, signal));
  const takes = wanted.map((planned) => kept.takes.get(nameOf(planned))!);
  const judged = takes.map(({ species: name, family, person, challenge, lost, track }): Judged => {
    const compared = track === null ? undefined : { track: readTrack(track), lost };
    const page = family === 'genuine' ? pageAnswer(compared, challenge, policy) : undefined;
    return { species: name, family, person, challenge, page, ...judgeTake(compared, challenge, policy) };
  });
  const wholes = takes.flatMap(({ whole }) => (whole === undefined ? [] : [whole]));
  const costs = wholes.map(({ cost }) => cost).sort((a, b) => a - b);
  const lines = [
    drawTable(ratesTable(ratesOf(judged))),
    drawTable(goalsTable(goalsOf(judged).filter(({ measured }) => measured.total > 0))),
    ...(judged.some(({ page }) => page !== undefined) ? [drawTable(pagesTable(judged))] : []),
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

async function policyOf(file: string | undefined): Promise<MotionPolicy> {
  if (file === undefined) return policies.default.motion;
  return parsePolicy(await readFile(file, 'utf8'), { name: 'another', subject: file }).motion;
}

interface PlannedTake {
  readonly kind: Species;
  readonly seed: number;
  /** Of the take among those of its species. */
  readonly number: number;
}

const nameOf = ({ kind, seed }: Pick<PlannedTake, 'kind' | 'seed'>) => takeName({ species: kind.name, seed });

/** One of each species after another, so that what is there of a run that was stopped is of all of them. */
function plannedTakes({ only, takes, seed }: CaptureOptions): PlannedTake[] {
  const chosen = species.filter(
    ({ name, family }) => only === undefined || name.includes(only) || family === only,
  );
  if (chosen.length === 0) {
    throw new LivePhotoError(
      'invalid_request',
      `No species holds '${only}'; there are:\n  ${species.map(({ name }) => name).join('\n  ')}`,
      { param: 'only' },
    );
  }
  return Array.from({ length: 3 * takes }, (_, i) =>
    chosen
      .filter(({ family }) => i < takes || family === 'flat')
      // By the species' own number, so that a part of them alone sees the same takes.
      .map((kind) => ({
        kind,
        seed: seed * 1_000_003 + species.indexOf(kind) * 10_007 + i,
        number: i,
      })),
  ).flat();
}

/** Films what the takes need, and adds what is measured of each. */
async function measure(
  options: CaptureOptions,
  models: ReturnType<typeof createFileModelSource>,
  planned: readonly PlannedTake[],
  kept: KeptTakes,
  signal: AbortSignal,
): Promise<void> {
  const labels = await readLabels(options.labels);
  const parts = { models, backend: createSimdBackend(), decoder: await createNodeDecoder() };
  const inspector = await createInspector(parts);
  const reader = await createTrackReader({ ...parts, policy: inspector.policy });
  const folder = options.cache ?? (await mkdtemp(join(tmpdir(), 'livephoto-views-')));
  const library = createRayLibrary(reader, folder);
  const progress = terminalProgress('capture');
  try {
    process.stderr.write('capture: looking at the people\n');
    const worn = planned.some(({ kind }) => kind.name.includes('spectacles'));
    const cast = await castOf(inspector, models, labels.photos, { limit: options.sittings, worn });
    const staged = planned.map(({ kind, seed, number }) => {
      const random = createRandomness(seed);
      const challenge = drawChallenge(kind.turns ?? turnsAsked, (limit) => random.below(limit));
      return { kind, seed, challenge, take: kind.take(cast, challenge, random, number) };
    });
    const shotsOf = ({ take }: (typeof staged)[number]) => [
      ...take.frames.map(({ shot }) => shot),
      take.still,
    ];
    const rays = wantedRays(staged.flatMap(shotsOf));
    const filmed = new Set<string>();
    const every = Math.max(1, Math.floor(staged.length / options.whole));
    progress.start(staged.length + rays.size);
    for (const [i, one] of staged.entries()) {
      for (const name of new Set(shotsOf(one).map(rayName))) {
        signal.throwIfAborted();
        if (filmed.has(name)) continue;
        filmed.add(name);
        progress.step(await library.film(rays.get(name)!));
      }
      signal.throwIfAborted();
      const { kind, seed, challenge, take } = one;
      const compared = await compareTake(library, take);
      const verdict = judgeTake(compared, challenge, inspector.policy.motion);
      const way = i % every === every - 1 ? await judgeWhole(inspector, library, take, challenge) : undefined;
      await kept.add({
        species: kind.name,
        family: kind.family,
        person: take.person,
        seed,
        challenge,
        lost: compared?.lost ?? 0,
        track: compared === undefined ? null : keepTrack(compared.track, inspector.policy.motion),
        ...(way && {
          whole: { ...way, same: (way.findings.length === 0) === (verdict.findings.length === 0) },
        }),
      });
      progress.step(true);
    }
    process.stderr.write(`capture: ${cast.sitters.length} sittings, ${cast.everyone.length} people\n`);
  } finally {
    progress.stop();
    await reader.dispose();
    await inspector.dispose();
    if (options.cache === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** @throws {LivePhotoError} `invalid_request` for labels without two people with sittings. */
async function castOf(
  inspector: Inspector,
  models: ReturnType<typeof createFileModelSource>,
  photos: readonly LabelledPhoto[],
  { limit, worn }: { readonly limit: number; readonly worn: boolean },
): Promise<Cast> {
  const { triangles } = JSON.parse(new TextDecoder().decode(await models.bytes('canonical-face'))) as {
    triangles: number[];
  };
  const sitters = await sittings(inspector, photos, limit, triangles);
  if (new Set(sitters.map(({ name }) => name)).size < 2) {
    throw new LivePhotoError(
      'invalid_request',
      'The labels have no two people with sittings: rows of category orientation with yaw, pitch, subject and session',
      { param: 'labels' },
    );
  }
  const others = await portraits(inspector, photos, portraitCount);
  const once = [...groupBy(sitters, ({ name }) => name).values()].map(([first]) => first!);
  const wearers = new Map<Person, Person>();
  for (const sitter of worn ? sitters : []) {
    wearers.set(sitter, await seenAnew(inspector, sitter, bespectacled));
  }
  return { sitters, everyone: [...once, ...others], wearers, triangles };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('must be a whole number from 1');
  }
  return Number(text);
}
