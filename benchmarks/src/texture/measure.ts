/** What the product sees of labelled liveness photos in a scaled decode, and what their skin's texture is in the whole one. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  createInspector,
  createWasmBackend,
  createWasmDecoder,
  type DetailedInspection,
  type ImageDecoder,
  type ImageInfo,
  type Inspector,
  type LivenessCues,
  LivePhotoError,
  overlap,
} from '@livephoto/core';
import { createFileModelSource } from '@livephoto/worker-runtime/node';
import type { LabelledPhoto } from '../labels/labels.ts';
import { labelledSignals, type MeasuredPhoto } from '../read-out/measure.ts';
import type { Progress } from '../runner/progress.ts';

/** One photo, decoded scaled and whole. */
export interface TwiceMeasured {
  /** Of the scaled decode: what a large photo is judged by. */
  readonly scaled: Look;
  /** The same with the texture of the whole decode. */
  readonly finer: Look;
}

export interface Look {
  readonly photo: MeasuredPhoto;
  /** By the read-out that the product ships. */
  readonly cues: LivenessCues;
}

export interface TextureMeasurements {
  readonly photos: readonly TwiceMeasured[];
  /** Whole decodes of all photos, the ones that cannot be compared with them: what read-outs are fitted on. */
  readonly whole: readonly MeasuredPhoto[];
  /** Why photos cannot be compared, and how many. */
  readonly leftOut: ReadonlyMap<string, number>;
}

export interface TextureOptions {
  /** Decode every JPEG to this many eighths of its size; as the product does when left out. */
  readonly eighths?: number | undefined;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** Narrower faces, in pixels of the scaled decode, do not hold the texture's smallest square: no large photo has such. */
const narrowest = 76;
/** Two decodes show the same face where its boxes share this much of their union. */
const sameFace = 0.5;

/**
 * @param photos those of other categories are passed over
 * @throws the signal's reason when it fires
 */
export async function measureTextures(
  photos: readonly LabelledPhoto[],
  { eighths, progress, signal }: TextureOptions,
): Promise<TextureMeasurements> {
  const labelled = photos.filter(({ category }) => category === 'liveness');
  const inspectors = await startInspectors(eighths);
  const measured: TwiceMeasured[] = [];
  const whole: MeasuredPhoto[] = [];
  const leftOut = new Map<string, number>();
  progress.start(labelled.length);
  try {
    for (const photo of labelled) {
      signal?.throwIfAborted();
      const seen = await measure(photo, inspectors);
      if (typeof seen.compared === 'string') {
        leftOut.set(seen.compared, (leftOut.get(seen.compared) ?? 0) + 1);
      } else {
        measured.push(seen.compared);
      }
      if (seen.whole !== undefined) whole.push(seen.whole);
      progress.step(true);
    }
  } finally {
    progress.stop();
    await Promise.all([inspectors.whole.dispose(), inspectors.scaled.dispose()]);
  }
  return { photos: measured, whole, leftOut };
}

interface Inspectors {
  readonly whole: Inspector;
  readonly scaled: Inspector;
}

async function startInspectors(eighths: number | undefined): Promise<Inspectors> {
  const require = createRequire(import.meta.url);
  const [jpeg, wasmBinary] = await Promise.all([
    readFile(require.resolve('@cwasm/jpeg-turbo/jpeg-turbo.wasm')).then((bytes) =>
      WebAssembly.compile(bytes),
    ),
    readFile(require.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')),
  ]);
  const decoder = createWasmDecoder({ jpeg });
  const models = createFileModelSource();
  const backend = createWasmBackend({ wasmBinary });
  return {
    whole: await createInspector({ models, backend, decoder: asking(decoder, longest) }),
    scaled: await createInspector({
      models,
      backend,
      decoder:
        eighths === undefined ? decoder : asking(decoder, (info) => Math.ceil((longest(info) * eighths) / 8)),
    }),
  };
}

function longest({ width, height }: ImageInfo): number {
  return Math.max(width, height);
}

/** Asks `decoder` for another longest side than the policy does. */
function asking(decoder: ImageDecoder, sideOf: (info: ImageInfo) => number): ImageDecoder {
  return {
    name: decoder.name,
    decode: (bytes, info, request) => decoder.decode(bytes, info, { ...request, longestSide: sideOf(info) }),
  };
}

async function measure(
  photo: LabelledPhoto,
  inspectors: Inspectors,
): Promise<{ whole?: MeasuredPhoto; compared: TwiceMeasured | string }> {
  const bytes = await readFile(photo.file);
  const look = (inspector: Inspector) =>
    inspector.inspectDetailed(bytes, { inspections: ['liveness'] }).catch((error: unknown) => {
      if (error instanceof LivePhotoError) return undefined;
      throw error;
    });
  const full = await look(inspectors.whole);
  if (full === undefined) return { compared: 'unreadable' };
  if (full.livenessSignals === null) return { compared: 'without a face' };
  const whole = labelledSignals(photo, full.livenessSignals);
  if (full.report.image.contentType !== 'image/jpeg') return { whole, compared: 'no JPEG' };
  const less = await look(inspectors.scaled);
  const problem = incomparable(full, less);
  if (problem !== undefined) return { whole, compared: problem };
  const signals = less!.livenessSignals!;
  const cues = less!.livenessCues!;
  const { texture } = whole.signals;
  return {
    whole,
    compared: {
      scaled: { photo: labelledSignals(photo, signals), cues },
      finer: {
        photo: labelledSignals(photo, { ...signals, texture }),
        cues: { ...cues, texture: full.livenessCues!.texture },
      },
    },
  };
}

/** Why two decodes of one photo tell nothing about the texture; undefined where they do. */
function incomparable(whole: DetailedInspection, scaled: DetailedInspection | undefined): string | undefined {
  if (scaled === undefined) return 'unreadable';
  if (scaled.scale === whole.scale) return 'decoded whole';
  const face = scaled.report.faces[0]?.box;
  if (face === undefined || overlap(face, whole.report.faces[0]!.box) < sameFace) {
    return 'another face or none in the scaled decode';
  }
  return Math.min(face.width, face.height) * scaled.scale < narrowest
    ? `face narrower than ${narrowest} pixels in the scaled decode`
    : undefined;
}
