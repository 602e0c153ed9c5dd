/** Measures how long a photo takes, stage by stage: rounds of fresh processes, one backend after the other, their order turned every round. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import type { Progress } from '../../report/progress.ts';
import type { Site } from '../processes/static-site.ts';
import {
  isSoftware,
  type PageAnswer,
  type PageBackend,
  type PageJob,
  pageBackends,
} from './browser-protocol.ts';
import { runInBrowser, serveProduct } from './browser-subject.ts';
import { bareNodeMemory, type NodeJob, runInNode } from './node-subject.ts';
import { choosePhotos, makePhotos, type PhotoChoice, type TimedPhoto } from './photos.ts';
import type { ColdStart, EndurancePoint, Memory, SubjectAnswer } from './subject-protocol.ts';

export const backendNames = ['wasm', 'onnxruntime', 'native', ...pageBackends] as const;
export type BackendName = (typeof backendNames)[number];

/** What a backend is called in tables. */
export const backendTitles: Readonly<Record<BackendName, string>> = {
  wasm: 'wasm, 1 thread',
  onnxruntime: 'onnxruntime-web, 1 thread',
  native: 'onnxruntime-node, 1 thread',
  'browser-wasm': 'Chromium, wasm, 1 thread',
  'browser-threads': 'Chromium, onnxruntime-web, threads',
  'browser-webgpu': 'Chromium, WebGPU',
};

export interface SpeedOptions {
  readonly backends: readonly BackendName[];
  readonly rounds: number;
  /** Of each photo in each round. */
  readonly samples: number;
  readonly photos: PhotoChoice;
  /** Inspections of a long run that watches memory; 0 for none. */
  readonly endurance: number;
}

/** One fresh process or browser. */
export interface SpeedRun {
  readonly round: number;
  readonly backend: BackendName;
  readonly samples: SubjectAnswer['samples'];
}

/** One fresh process of Node. */
export interface NodeRun extends SpeedRun {
  readonly backend: NodeJob['backend'];
  readonly coldStart: ColdStart;
  readonly memory: Memory;
  readonly second: SubjectAnswer['second'];
}

/** One fresh Chromium. */
export interface PageRun extends SpeedRun, Omit<PageAnswer, 'samples'> {
  readonly backend: PageBackend;
}

export interface SpeedResult {
  readonly options: SpeedOptions;
  readonly photos: readonly TimedPhoto[];
  readonly runs: readonly NodeRun[];
  readonly pages: readonly PageRun[];
  /** Resident bytes of a Node process that has imported nothing, once a round. */
  readonly bareNode: readonly number[];
  /** Backends that could not be measured here, and why. */
  readonly absent: readonly { readonly backend: BackendName; readonly reason: string }[];
  readonly endurance: readonly EndurancePoint[];
}

/** Inspections before the first sample of a photo: code is compiled, models are warm. */
export const warmup = 2;

/**
 * @param root of the workspace, built
 * @throws {LivePhotoError} `invalid_request` for photos that are not there, `inspection_aborted` when `signal` fires
 */
export async function measureSpeed(
  root: URL,
  options: SpeedOptions,
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<SpeedResult> {
  const product = fileURLToPath(root).replace(/\/$/, '');
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-speed-'));
  const runs: NodeRun[] = [];
  const pages: PageRun[] = [];
  const bareNode: number[] = [];
  const absent: { backend: BackendName; reason: string }[] = [];
  let site: Site | undefined;
  progress.start(options.rounds * options.backends.length + (options.endurance > 0 ? 1 : 0));
  try {
    const photos = await choosePhotos(root, folder, options.photos);
    if (options.backends.some(isPageBackend)) {
      for (const file of options.photos.own) await copyFile(file, join(folder, basename(file)));
      site = await serveProduct(root, folder);
    }
    for (let round = 0; round < options.rounds; round++) {
      bareNode.push(await bareNodeMemory(signal));
      for (const backend of turned(options.backends, round)) {
        signal?.throwIfAborted();
        if (absent.some((one) => one.backend === backend) || isSlowPage(pages, backend)) {
          progress.step(true);
          continue;
        }
        const asked = { samples: options.samples, warmup, photos: coldPhotoFirst(photos, round) };
        try {
          if (isPageBackend(backend)) pages.push(await runPage(site, { ...asked, backend }, round, signal));
          else runs.push(await runNode({ ...asked, backend, product }, round, signal));
        } catch (error) {
          // The other backends are still worth measuring; without wasm there is nothing to compare with.
          if (backend === 'wasm' || signal?.aborted || !(error instanceof LivePhotoError)) throw error;
          absent.push({ backend, reason: error.message });
        }
        progress.step(true);
      }
    }
    const endurance =
      options.endurance > 0 ? await endure(product, folder, root, options.endurance, signal) : [];
    return { options, photos, runs, pages, bareNode, absent, endurance };
  } finally {
    progress.stop();
    await site?.close();
    await rm(folder, { recursive: true });
  }
}

async function runNode(job: NodeJob, round: number, signal: AbortSignal | undefined): Promise<NodeRun> {
  const { coldStart, memory, second, samples } = await runInNode(job, { signal });
  return { round, backend: job.backend, coldStart, memory, second, samples };
}

async function runPage(
  site: Site | undefined,
  job: Omit<PageJob, 'photos'> & { readonly photos: readonly TimedPhoto[] },
  round: number,
  signal: AbortSignal | undefined,
): Promise<PageRun> {
  const photos = job.photos.map(({ name, file }) => ({ name, path: `/photos/${basename(file)}` }));
  return { round, backend: job.backend, ...(await runInBrowser(site!, { ...job, photos }, signal)) };
}

/** One look at a graphics card that is none was enough. */
function isSlowPage(pages: readonly PageRun[], backend: BackendName): boolean {
  return pages.some((page) => page.backend === backend && isSoftware(page.detail));
}

export function isPageBackend(backend: BackendName): backend is PageBackend {
  return pageBackends.some((name) => name === backend);
}

/** Every other round the other way round. */
export function turned<T>(list: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? list : list.toReversed();
}

/** The first photo is the one that a cold start inspects: always the same; the others take turns. */
function coldPhotoFirst([first, ...others]: readonly TimedPhoto[], round: number): TimedPhoto[] {
  return [first!, ...turned(others, round)];
}

async function endure(
  product: string,
  folder: string,
  root: URL,
  count: number,
  signal: AbortSignal | undefined,
): Promise<readonly EndurancePoint[]> {
  const photos = await makePhotos(root, folder, [{ name: 'small', width: 480, height: 640, format: 'jpeg' }]);
  const job = { product, backend: 'wasm', photos, samples: 1, warmup: 0, endurance: count } as const;
  const onLine = (line: string) => process.stderr.write(`${line}\n`);
  return (await runInNode(job, { onLine, signal })).endurance;
}
