/** What the product measures of labelled liveness photos before it judges them. */
import { readFile } from 'node:fs/promises';
import { type LabelledSignals, type LivenessSignals, LivePhotoError } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import type { Progress } from '../../report/progress.ts';
import type { LabelledPhoto } from '../labels/labels.ts';

export interface MeasuredPhoto extends LabelledSignals {
  readonly photo: LabelledPhoto;
}

export interface Measured {
  readonly photos: readonly MeasuredPhoto[];
  /** Photos without a face, or that cannot be read, and why. */
  readonly leftOut: readonly { readonly photo: LabelledPhoto; readonly problem: string }[];
}

/**
 * @param photos those of other categories are passed over
 * @throws the signal's reason when it fires
 */
export async function measureSignals(
  photos: readonly LabelledPhoto[],
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal | undefined },
): Promise<Measured> {
  const labelled = photos.filter(({ category }) => category === 'liveness');
  const measured: MeasuredPhoto[] = [];
  const leftOut: { photo: LabelledPhoto; problem: string }[] = [];
  const inspector = await createNodeInspector();
  progress.start(labelled.length);
  try {
    for (const photo of labelled) {
      signal?.throwIfAborted();
      const outcome = await inspector
        .inspectDetailed(await readFile(photo.file), { inspections: ['liveness'] })
        .then(
          ({ livenessSignals }) => livenessSignals ?? 'no face',
          (error: unknown) => {
            if (error instanceof LivePhotoError) return error.message;
            throw error;
          },
        );
      if (typeof outcome === 'string') leftOut.push({ photo, problem: outcome });
      else measured.push(labelledSignals(photo, outcome));
      progress.step(true);
    }
  } finally {
    progress.stop();
    await inspector.dispose();
  }
  return { photos: measured, leftOut };
}

/** Signals of one photo, with what a fit has to know of it. */
export function labelledSignals(photo: LabelledPhoto, signals: LivenessSignals): MeasuredPhoto {
  return {
    photo,
    signals,
    genuine: photo.label === 'real',
    // Folders `collection__part` are one collection: parts alike must not vouch for each other.
    source: photo.source.replace(/__.*/, ''),
    weak: photo.standing !== 'firm',
  };
}
