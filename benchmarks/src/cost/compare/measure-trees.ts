/** Times two built trees on the same photos, in fresh processes that take turns, the order turned every round. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../../report/progress.ts';
import { turned, warmup } from '../speed/measure-speed.ts';
import { type NodeJob, runInNode } from '../speed/node-subject.ts';
import { choosePhotos, type PhotoChoice, type TimedPhoto } from '../speed/photos.ts';
import type { SubjectAnswer } from '../speed/subject-protocol.ts';

export interface CompareOptions {
  readonly rounds: number;
  readonly samples: number;
  readonly backend: NodeJob['backend'];
  readonly photos: PhotoChoice;
}

export interface Tree {
  /** `this tree`, or a revision's name. */
  readonly name: string;
  /** Null for the working tree. */
  readonly commit: string | null;
  readonly folder: string;
}

/** One fresh process of one of the trees. */
export type CompareRun = Pick<SubjectAnswer, 'coldStart' | 'memory' | 'samples' | 'reports'> & {
  readonly round: number;
};

export interface CompareResult {
  readonly options: CompareOptions;
  readonly photos: readonly TimedPhoto[];
  readonly ours: Omit<Tree, 'folder'> & { readonly runs: readonly CompareRun[] };
  readonly theirs: Omit<Tree, 'folder'> & { readonly runs: readonly CompareRun[] };
}

/**
 * @param root of this workspace, for the samples
 * @throws {LivePhotoError} `invalid_request` for photos that are not there, `inspection_aborted` when `signal` fires
 */
export async function measureTrees(
  root: URL,
  ours: Tree,
  theirs: Tree,
  options: CompareOptions,
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<CompareResult> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-compare-photos-'));
  const runs = new Map<Tree, CompareRun[]>([
    [ours, []],
    [theirs, []],
  ]);
  progress.start(2 * options.rounds);
  try {
    const photos = await choosePhotos(root, folder, options.photos);
    for (let round = 0; round < options.rounds; round++) {
      for (const tree of turned([theirs, ours], round)) {
        signal?.throwIfAborted();
        const { backend, samples } = options;
        const job = { product: tree.folder, backend, photos, samples, warmup };
        const answer = await runInNode(job, { signal });
        const { coldStart, memory, reports } = answer;
        runs.get(tree)!.push({ round, coldStart, memory, reports, samples: answer.samples });
        progress.step(true);
      }
    }
    const measured = (tree: Tree) => ({ name: tree.name, commit: tree.commit, runs: runs.get(tree)! });
    return { options, photos, ours: measured(ours), theirs: measured(theirs) };
  } finally {
    progress.stop();
    await rm(folder, { recursive: true });
  }
}
