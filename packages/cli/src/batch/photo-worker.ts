/** A worker thread of `--workers`: one inspector of its own, and one photo after another. */
import { workerData } from 'node:worker_threads';
import { LivePhotoError, type Policy, type SerializedError } from '@livephoto/core';
import { createNodeInspector, type NodeBackend } from '@livephoto/worker-runtime/node';
import { registerFonts } from '../annotate/fonts.ts';
import type { PhotoSource } from '../inputs/photo-source.ts';
import { inspectPhoto, type PhotoJob } from './photo-job.ts';
import type { PhotoResult } from './photo-result.ts';

export interface WorkerOptions {
  readonly policy: Policy;
  readonly backend: NodeBackend;
  readonly draws: boolean;
}

/** A job of which the source is one that threads can be told of. */
export type WorkerJob = Omit<PhotoJob, 'source'> & { readonly source: PortableSource };
export type PortableSource = Exclude<PhotoSource, { kind: 'stdin' | 'unreadable' }>;

/** The result, or the error that ends the run: as it is, an error would lose its fields on the way. */
export type WorkerAnswer = { readonly result: PhotoResult } | { readonly fatal: SerializedError };

// tinypool keeps its own data in front.
const { policy, backend, draws } = (workerData as [unknown, WorkerOptions])[1];
if (draws) registerFonts();
const inspector = createNodeInspector({ policy, backend });
// Whoever asks first hears of it.
inspector.catch(() => {});

export default async function answer(job: WorkerJob): Promise<WorkerAnswer> {
  try {
    return { result: await inspectPhoto(job, await inspector) };
  } catch (error) {
    if (error instanceof LivePhotoError) return { fatal: error.toJSON() };
    throw error;
  }
}
