/** What the product measures of labelled liveness photos before it judges them, remembered from run to run. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Box,
  type ErrorType,
  type Inspector,
  type LivenessSignals,
  LivePhotoError,
  resolvePolicy,
} from '@livephoto/core';
import type { LabelledSignals } from '@livephoto/models-build/liveness';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import type { Progress } from '../../report/progress.ts';
import { familyOf } from '../families/family.ts';
import type { LabelledPhoto } from '../labels/labels.ts';
import { type Cache, openCache } from '../runner/cache.ts';
import { isAccident } from '../runner/observation.ts';
import { productUnderTest } from '../runner/product.ts';

/** Of one photo with a face. */
export interface Measurement {
  readonly signals: LivenessSignals;
  /** Of the upright original, pixels; what is judged in it. */
  readonly face: Box;
  readonly image: { readonly width: number; readonly height: number };
}

export interface MeasuredPhoto extends LabelledSignals, Measurement {
  readonly photo: LabelledPhoto;
}

export interface Measured {
  readonly photos: readonly MeasuredPhoto[];
  /** Photos without a face, or that cannot be read, and why. */
  readonly leftOut: readonly { readonly photo: LabelledPhoto; readonly problem: string }[];
}

/** As it lies in the cache: typed arrays as lists of numbers. */
export type CachedMeasurement =
  | { readonly measured: Plain<Measurement>; readonly problem?: never; readonly type?: never }
  | { readonly problem: string; readonly type?: ErrorType; readonly measured?: never };

type Plain<T> = T extends Float64Array ? readonly number[] : { readonly [K in keyof T]: Plain<T[K]> };

export interface MeasureOptions {
  readonly cache: Cache<CachedMeasurement>;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** The cache of this very product: its code, its networks and its default policy; another head of liveness measures the same. */
export async function openMeasurements(root: URL): Promise<Cache<CachedMeasurement>> {
  const { measuringFingerprint } = await productUnderTest(resolvePolicy());
  return openCache(
    resolve(fileURLToPath(root), '.cache/liveness-signals'),
    measuringFingerprint,
    ({ type }) => !isAccident(type),
  );
}

/**
 * @param photos those of other categories are passed over
 * @throws the signal's reason when it fires; what was measured until then is in the cache
 */
export async function measureSignals(
  photos: readonly LabelledPhoto[],
  { cache, progress, signal }: MeasureOptions,
): Promise<Measured> {
  const labelled = photos.filter(({ category }) => category === 'liveness');
  const measured: MeasuredPhoto[] = [];
  const leftOut: { photo: LabelledPhoto; problem: string }[] = [];
  let inspector: Inspector | undefined;
  progress.start(labelled.length);
  try {
    for (const photo of labelled) {
      signal?.throwIfAborted();
      const bytes = await readFile(photo.file);
      const key = createHash('sha256').update(bytes).digest('hex');
      let known = cache.get(key);
      const fresh = known === undefined;
      if (known === undefined) {
        inspector ??= await createNodeInspector();
        known = await measureBytes(inspector, bytes);
        cache.set(key, known);
      }
      if (known.measured === undefined) leftOut.push({ photo, problem: known.problem });
      else measured.push({ ...labelOf(photo), ...revived(known.measured) });
      progress.step(fresh);
    }
  } finally {
    progress.stop();
    await inspector?.dispose();
  }
  return { photos: measured, leftOut };
}

/** Undefined for a photo that was left out. */
export function measurementOf(known: CachedMeasurement): Measurement | undefined {
  return known.measured === undefined ? undefined : revived(known.measured);
}

export async function measureBytes(inspector: Inspector, bytes: Uint8Array): Promise<CachedMeasurement> {
  try {
    const { report, livenessSignals } = await inspector.inspectDetailed(bytes, {
      inspections: ['liveness'],
      everyLook: true,
    });
    const [face] = report.faces;
    if (livenessSignals === null || face === undefined) return { problem: 'no face' };
    const { width, height } = report.image;
    return { measured: plain({ signals: livenessSignals, face: face.box, image: { width, height } }) };
  } catch (error) {
    if (error instanceof LivePhotoError) return { problem: error.message, type: error.type };
    throw error;
  }
}

function plain<T>(value: T): Plain<T> {
  return JSON.parse(
    JSON.stringify(value, (_, part) => (part instanceof Float64Array ? Array.from(part) : part)),
  );
}

/** Lists of numbers are typed arrays again. */
function revived(value: Plain<Measurement>): Measurement {
  return JSON.parse(JSON.stringify(value), (_, part) =>
    Array.isArray(part) && part.every((item) => typeof item === 'number') ? Float64Array.from(part) : part,
  );
}

/** What a fit has to know of a photo beside its signals. */
export function labelOf(photo: LabelledPhoto) {
  return {
    photo,
    genuine: photo.label === 'real',
    source: familyOf(photo),
    weak: photo.standing !== 'firm',
  };
}
