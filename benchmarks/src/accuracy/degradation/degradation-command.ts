/** `bench degradation`: makes clear photos worse in steps, and says from where on they are refused and landmarks lose the face. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LivePhotoError, type SeenGeometry } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { Command } from 'commander';
import sharp from 'sharp';
import { parseCount } from '../../report/options.ts';
import { standaloneSvg } from '../../report/plots.ts';
import { terminalProgress } from '../../report/progress.ts';
import { drawTable } from '../../report/terminal-table.ts';
import { type LabelledPhoto, readLabels } from '../labels/labels.ts';
import { evenSample } from '../labels/sample.ts';
import {
  type DegradationRates,
  type DegradedPhoto,
  degradationChart,
  degradationTable,
  stepRates,
} from './degradation-rates.ts';
import { type Degradation, degradations, type Picture } from './degradations.ts';

interface DegradationOptions {
  readonly labels: string;
  readonly limit: number;
  readonly backend: 'wasm' | 'native';
  readonly plots?: string;
  readonly json?: string;
}

export function degradationCommand(): Command {
  return new Command('degradation')
    .description(
      'Make clear photos worse in steps (out of focus, moved, under a mosaic, dark, burnt out, compressed, grainy) and print how many are refused at each, and how far the landmarks wander.',
    )
    .requiredOption('--labels <file>', 'CSV as for accuracy; firm rows of clear obstruction photos are used')
    .option('--limit <n>', 'photos, an even sample over sources', parseCount, 24)
    .option('--backend <name>', 'wasm or native', 'native')
    .option('--plots <folder>', 'write one SVG a kind of degradation into this folder')
    .option('--json <file>', 'write the figures')
    .action((options: DegradationOptions) => run(options));
}

/** Longest side that photos are degraded at, in pixels: that which core decodes them to. */
const longestSide = 1280;
/** Pixels that a photo is shifted by to see how far its landmarks wander. */
const shift = { left: 7, top: 5 };
/** Corners of the eyes, tip of the nose, corners of the mouth. */
const landmarks = [33, 133, 362, 263, 1, 61, 291];
/** What is said of a face that cannot be made out. */
const unseen: readonly string[] = [
  'face_not_detected',
  'face_blurred',
  'face_too_dark',
  'face_overexposed',
  'face_compressed',
  'unnatural_colour',
];

type Inspector = Awaited<ReturnType<typeof createNodeInspector>>;

async function run({ labels, limit, backend, plots, json }: DegradationOptions): Promise<void> {
  const { photos } = await readLabels(labels);
  const chosen = evenSample(photos.filter(isClear), limit);
  if (chosen.length === 0) {
    throw new LivePhotoError('invalid_request', 'The labels have no firm row of a clear face', {
      param: 'labels',
    });
  }
  const inspector = await createNodeInspector({ backend });
  try {
    const rates = await measure(chosen, inspector);
    for (const each of rates) process.stdout.write(`${drawTable(degradationTable(each))}\n`);
    if (json !== undefined) await writeFile(json, `${JSON.stringify({ version: 1, rates }, undefined, 1)}\n`);
    if (plots !== undefined) {
      await mkdir(plots, { recursive: true });
      for (const each of rates) {
        const file = `${each.degradation.name.toLowerCase()}.svg`;
        await writeFile(join(plots, file), standaloneSvg(degradationChart(each)));
      }
    }
  } finally {
    await inspector.dispose();
  }
}

function isClear({ category, label, standing }: LabelledPhoto): boolean {
  return category === 'obstruction' && label === 'clear' && standing === 'firm';
}

async function measure(
  photos: readonly LabelledPhoto[],
  inspector: Inspector,
): Promise<readonly DegradationRates[]> {
  const seen = degradations.map(({ steps }) => [undefined, ...steps].map((): DegradedPhoto[] => []));
  const progress = terminalProgress('degradation');
  progress.start(photos.length);
  try {
    for (const photo of photos) {
      const picture = await readPicture(await readFile(photo.file));
      const clear = await look(inspector, picture);
      // Without a face there is nothing to lose.
      if (clear.eyes !== undefined) {
        const asItIs = await wander(inspector, picture, clear);
        for (const [i, degradation] of degradations.entries()) {
          seen[i]![0]!.push(asItIs);
          for (const [j, step] of degradation.steps.entries()) {
            const worse = await degradation.degrade(picture, step, clear.eyes);
            seen[i]![j + 1]!.push(await wander(inspector, worse, await look(inspector, worse)));
          }
        }
      }
      progress.step(true);
    }
  } finally {
    progress.stop();
  }
  return degradations.map((degradation, i) => ({
    degradation: { name: degradation.name, unit: degradation.unit },
    steps: seen[i]!.map((photosOfStep, j) => stepRates(stepOf(degradation, j), photosOfStep)),
  }));
}

/** 0 stands for the photo as it is; in light, that is all of it. */
function stepOf({ name, steps }: Degradation, index: number): number {
  if (index > 0) return steps[index - 1]!;
  return name === 'dark' || name === 'JPEG' ? 100 : name === 'overexposed' ? 1 : 0;
}

interface Seen {
  readonly refused: boolean;
  readonly geometry: SeenGeometry | null;
  /** Pixels between the eyes. */
  readonly eyes: number | undefined;
}

async function look(inspector: Inspector, { data, width, height }: Picture): Promise<Seen> {
  const { report, geometry } = await inspector.inspectDetailed(
    { data, width, height },
    { inspections: ['faces', 'obstructions'], upright: true },
  );
  const { faces, obstructions } = report.inspections;
  const codes = [...faces.findings, ...obstructions.findings].map(({ code }) => code);
  return {
    refused: codes.some((code) => unseen.includes(code)),
    geometry,
    eyes: geometry === null ? undefined : distance(geometry, geometry, 33, 263),
  };
}

async function wander(inspector: Inspector, picture: Picture, seen: Seen): Promise<DegradedPhoto> {
  const { width, height } = picture;
  const area = { ...shift, width: width - shift.left, height: height - shift.top };
  const cut = sharp(picture.data, { raw: { width, height, channels: 3 } }).extract(area);
  const data = await cut.raw().toBuffer();
  const again = await look(inspector, { data, width: area.width, height: area.height });
  if (seen.geometry === null || seen.eyes === undefined || again.geometry === null) {
    return { refused: seen.refused, scatter: null };
  }
  let sum = 0;
  for (const vertex of landmarks) {
    const before = seen.geometry.landmarks[vertex]!;
    const after = again.geometry.landmarks[vertex]!;
    sum += Math.hypot(after.x + shift.left - before.x, after.y + shift.top - before.y);
  }
  return { refused: seen.refused, scatter: (100 * sum) / landmarks.length / seen.eyes };
}

function distance(one: SeenGeometry, other: SeenGeometry, from: number, to: number): number {
  const a = one.landmarks[from]!;
  const b = other.landmarks[to]!;
  return Math.hypot(a.x - b.x, a.y - b.y);
}

async function readPicture(bytes: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .flatten()
    .toColourspace('srgb')
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
