/** Does one part of a job: inspects its photos anew, or puts them into an export. */
import { type Clock, type Ids, type InspectionReport, LivePhotoError } from '@livephoto/core';
import type { PhotoInspector } from '../api/context.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import type { ItemOutcome, JobCounts, JobItem, JobRecord, Verdict } from '../store/jobs.ts';
import type { LivePhotoRecord, LivePhotoStore } from '../store/live-photo-store.ts';
import type { ClaimedTask } from '../store/tasks.ts';
import type { WorkStore } from '../store/work-store.ts';
import type { Vault } from '../vault/vault.ts';
import { describe } from './plan-job.ts';
import type { TaskHandler } from './task-runner.ts';

export interface PartOptions {
  readonly store: WorkStore;
  readonly photos: Pick<LivePhotoStore, 'getReport' | 'getLivePhoto'>;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  readonly inspector: Pick<PhotoInspector, 'inspect'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function partHandler(options: PartOptions): TaskHandler {
  const { store, clock } = options;
  const now = () => new Date(clock()).toISOString();
  return {
    async run(part, signal) {
      const job = await store.findJob(part.subject);
      const { first, last } = part.body as { first: string; last: string };
      if (job?.state !== 'running') return store.finishTask(part);
      if (job.type === 'export') {
        await store.endExportPart(part, job, first, last, now());
        return;
      }
      const items = await reinspect(options, job, part, signal);
      signal.throwIfAborted();
      await store.endPart(part, items, count(items), now());
    },

    giveUp: (part, error) => store.failJob(part.subject, describe(error), now()),
  };
}

async function reinspect(
  options: PartOptions,
  job: JobRecord,
  part: ClaimedTask,
  signal: AbortSignal,
): Promise<JobItem[]> {
  const { store } = options;
  const { first, last } = part.body as { first: string; last: string };
  // Of an earlier try, that was killed: what it applied is not done again.
  const before = await store.listOutcomes(job, first, last);
  const items: JobItem[] = [];
  for (const photo of await store.listPart(job, first, last)) {
    signal.throwIfAborted();
    const { id: livePhotoId, clientId } = photo;
    const known = before.get(livePhotoId);
    const outcome = known ?? (await inspectAnew(options, job, part, photo, signal));
    if (outcome) items.push({ livePhotoId, clientId, outcome });
  }
  return items;
}

/** @returns undefined when the photo went away meanwhile. */
async function inspectAnew(
  options: PartOptions,
  job: JobRecord,
  part: ClaimedTask,
  photo: LivePhotoRecord,
  signal: AbortSignal,
): Promise<ItemOutcome | undefined> {
  const stored = await options.photos.getReport(photo, photo.id);
  if (!stored) return undefined;
  const before = verdictOf(stored);
  let report: InspectionReport;
  try {
    const bytes = await readImage(options, photo);
    if (!bytes) return undefined;
    report = await options.inspector.inspect(bytes, {
      performLivenessCheck: photo.performLivenessCheck,
      ...(job.options.policy ? { policy: job.options.policy } : {}),
      caller: `job/${job.id}`,
      signal,
    });
  } catch (error) {
    // What is the photo's own fault is an outcome; the rest is tried again.
    if (!(error instanceof LivePhotoError) || ![422, 400, 413].includes(error.status)) throw error;
    return { change: 'failed', before, after: null, error: { type: error.type, message: error.message } };
  }
  const after = verdictOf(report);
  const change = before.accepted === after.accepted ? 'unchanged' : after.accepted ? 'accepts' : 'refuses';
  const outcome: ItemOutcome = { change, before, after };
  if (!job.options.apply) return outcome;
  const { id: livePhotoId, clientId, account, mode } = photo;
  const applied = await options.store.applyReport(
    part,
    photo,
    report,
    { livePhotoId, clientId, outcome },
    {
      id: options.ids(),
      account,
      mode,
      keyId: job.keyId,
      action: 'livePhoto.reinspect',
      clientId,
      livePhotoId,
      requestId: null,
      detail: `job ${job.id}, policy ${report.policy}: ${report.accepted ? 'accepted' : 'refused'}`,
      createdAt: new Date(options.clock()).toISOString(),
    },
  );
  return applied ? outcome : undefined;
}

/** @returns undefined when the image was destroyed. @throws when it should be there and is not. */
async function readImage(
  { blobs, vault, photos }: PartOptions,
  photo: LivePhotoRecord,
): Promise<Uint8Array | undefined> {
  const bytes = await blobs.get(photo.blobKey);
  if (bytes && photo.wrappedKey !== null) {
    try {
      return await vault.open({ bytes, wrappedKey: photo.wrappedKey }, photo.blobKey);
    } catch (error) {
      const now = await photos.getLivePhoto(photo, photo.id);
      if (!now?.wrappedKey) return undefined;
      // Wrapped anew since it was listed: the next try reads the new wrapping.
      if (now.wrappedKey !== photo.wrappedKey) throw error;
      throw new LivePhotoError('image_unreadable', 'The stored image cannot be decrypted', { cause: error });
    }
  }
  const now = await photos.getLivePhoto(photo, photo.id);
  if (!now || now.redactedAt !== null) return undefined;
  throw new LivePhotoError('image_unreadable', 'The stored image is missing');
}

function verdictOf({ accepted, inspections, policy }: InspectionReport): Verdict {
  const findings = Object.values(inspections).flatMap((result) => result.findings.map(({ code }) => code));
  return { accepted, findings, policy };
}

function count(items: readonly JobItem[]): JobCounts {
  const counts = { unchanged: 0, accepts: 0, refuses: 0, failed: 0 };
  for (const { outcome } of items) counts[outcome.change] += 1;
  return counts;
}
