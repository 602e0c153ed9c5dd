/** How the product scales: with workers, with callers, with what is stored, with the size of a photo. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../../report/progress.ts';
import { turned, warmup } from '../speed/measure-speed.ts';
import { runInNode } from '../speed/node-subject.ts';
import { makePhotos, type PhotoRecipe, type TimedPhoto, timedRecipes } from '../speed/photos.ts';
import type { SubjectAnswer } from '../speed/subject-protocol.ts';
import { measureWorkers, type WorkersOptions, type WorkersResult, workersSteps } from './measure-workers.ts';
import { measurePages, type PageRun } from './pages.ts';
import { measureUploads, startUploadTarget, type UploadRun } from './uploads.ts';

export interface ScaleOptions extends WorkersOptions {
  readonly concurrency: readonly number[];
  /** Of each concurrency in each round. */
  readonly uploads: number;
  /** Photos stored when pages are asked for, ascending. */
  readonly stored: readonly number[];
  /** Of each page. */
  readonly requests: number;
  /** Megapixels of the photos whose time is taken by their size. */
  readonly sizes: readonly number[];
  /** Inspections of a photo of each size in each round. */
  readonly samples: number;
}

export interface ScaleResult extends WorkersResult {
  readonly options: ScaleOptions;
  /** Inspections at once of the server. */
  readonly serverWorkers: number;
  readonly uploads: readonly UploadRun[];
  readonly pages: readonly PageRun[];
  readonly sizes: readonly TimedPhoto[];
  readonly sizeRuns: readonly { readonly round: number; readonly samples: SubjectAnswer['samples'] }[];
}

/** 3:4. */
function recipeOf(megapixels: number): PhotoRecipe {
  const width = 3 * Math.round(Math.sqrt((megapixels * 1e6) / 12));
  return { name: `${megapixels} MP`, width, height: (width / 3) * 4, format: 'jpeg' };
}

/**
 * @param root of the workspace, built
 * @throws {LivePhotoError} `inspection_aborted` when `signal` fires
 */
export async function measureScale(
  root: URL,
  options: ScaleOptions,
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<ScaleResult> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-scale-'));
  const serverWorkers = availableParallelism();
  const product = fileURLToPath(root).replace(/\/$/, '');
  const uploads: UploadRun[] = [];
  const sizeRuns: { round: number; samples: SubjectAnswer['samples'] }[] = [];
  progress.start(workersSteps(options) + options.rounds * (options.concurrency.length + 1) + 1);
  try {
    const [usual] = (await makePhotos(root, folder, [timedRecipes['2mp']])) as [TimedPhoto];
    const sized = await makePhotos(root, folder, options.sizes.map(recipeOf));
    const { pools, controls } = await measureWorkers(usual.file, options, { progress, signal });
    for (let round = 0; round < options.rounds; round++) {
      const photos = turned(sized, round);
      const job = { product, backend: 'wasm', photos, samples: options.samples, warmup } as const;
      sizeRuns.push({ round, samples: (await runInNode(job, { signal })).samples });
      progress.step(true);
    }
    const target = await startUploadTarget(root, serverWorkers, usual.file);
    try {
      // Every worker has inspected once before anything is timed.
      await measureUploads(target, 2 * serverWorkers, 4 * serverWorkers, signal);
      for (let round = 0; round < options.rounds; round++) {
        for (const concurrency of turned(options.concurrency, round)) {
          uploads.push({
            round,
            concurrency,
            ...(await measureUploads(target, concurrency, Math.max(options.uploads, concurrency), signal)),
          });
          progress.step(true);
        }
      }
    } finally {
      await target.server.stop();
    }
    const lists = await startUploadTarget(root, 1, usual.file);
    try {
      const pages = await measurePages(lists, { stored: options.stored, requests: options.requests, signal });
      progress.step(true);
      return { options, serverWorkers, pools, controls, uploads, pages, sizes: sized, sizeRuns };
    } finally {
      await lists.server.stop();
    }
  } finally {
    progress.stop();
    await rm(folder, { recursive: true });
  }
}
