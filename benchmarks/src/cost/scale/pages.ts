/** How long a page of the list takes, by how many photos are stored, which page, and how long it is. */
import { createIds, LivePhotoError } from '@livephoto/core';
import type { UploadTarget } from './uploads.ts';

export interface PageRun {
  /** Live photos of the client. */
  readonly stored: number;
  /** `first`, `middle` or `last`. */
  readonly place: string;
  readonly pageSize: number;
  /** Milliseconds of each request. */
  readonly latencies: readonly number[];
}

export interface PagesOptions {
  /** Ascending. */
  readonly stored: readonly number[];
  readonly requests: number;
  readonly signal?: AbortSignal | undefined;
}

/** Items of a page when its place is varied. */
export const usualPageSize = 20;
const pageSizes = [1, usualPageSize, 100, 1000];

/**
 * Fills the storage of a running server from beside, with copies of one real upload, and asks it for pages over HTTP.
 * @throws {LivePhotoError} `service_unavailable` when a page is not what it must be
 */
export async function measurePages(target: UploadTarget, options: PagesOptions): Promise<PageRun[]> {
  const { stored, requests, signal } = options;
  await target.upload();
  const fill = await openFill(target);
  const runs: PageRun[] = [];
  try {
    const warmup = { count: 1, page: 1, pageSize: usualPageSize, requests: 20, signal };
    await ask(target, warmup);
    for (const count of stored) {
      await fill.to(count, signal);
      const places = {
        first: 1,
        middle: Math.ceil(count / usualPageSize / 2),
        last: Math.ceil(count / usualPageSize),
      };
      for (const [place, page] of Object.entries(places)) {
        const latencies = await ask(target, { count, page, pageSize: usualPageSize, requests, signal });
        runs.push({ stored: count, place, pageSize: usualPageSize, latencies });
      }
    }
    const most = stored.at(-1)!;
    for (const pageSize of pageSizes.filter((size) => size !== usualPageSize && size <= most)) {
      const latencies = await ask(target, { count: most, page: 1, pageSize, requests, signal });
      runs.push({ stored: most, place: 'first', pageSize, latencies });
    }
    return runs;
  } finally {
    await fill.close();
  }
}

async function openFill({ server, clientId }: UploadTarget) {
  const { createLog, defaultAccount, openStorage, readConfig } = await import('@livephoto/server/node');
  const storage = await openStorage(readConfig({ data: server.data }, {}), createLog('error'));
  const ids = createIds(Date.now);
  const owner = { account: defaultAccount, mode: 'live' } as const;
  const { items } = await storage.store.listLivePhotos(owner, { clientId, page: 1, pageSize: 1 });
  const model = items[0]!;
  const report = await storage.store.getReport(owner, model.id);
  if (!report) throw new LivePhotoError('service_unavailable', 'The first photo has no report');
  let there = (await storage.store.listLivePhotos(owner, { clientId, page: 1, pageSize: 1 })).totalItems;
  return {
    async to(count: number, signal: AbortSignal | undefined) {
      for (; there < count; there++) {
        signal?.throwIfAborted();
        const id = ids();
        const now = new Date().toISOString();
        const blobKey = `live/${id}`;
        await storage.store.reserveBlob(blobKey, new Date(Date.now() + 600_000).toISOString());
        const outcome = await storage.store.commitUpload({
          photo: { ...model, id, blobKey, createdAt: now, updatedAt: now },
          report,
          audit: {
            id: ids(),
            ...owner,
            keyId: 'bench',
            action: 'livePhoto.create',
            clientId,
            livePhotoId: id,
            requestId: null,
            createdAt: now,
          },
        });
        if (outcome !== 'stored')
          throw new LivePhotoError('service_unavailable', `A copy was not stored: ${outcome}`);
      }
    },
    close: () => storage.close(),
  };
}

interface Ask {
  readonly count: number;
  readonly page: number;
  readonly pageSize: number;
  readonly requests: number;
  readonly signal: AbortSignal | undefined;
}

async function ask({ server, clientId }: UploadTarget, { count, page, pageSize, requests, signal }: Ask) {
  const url = `${server.url}/v1/livePhotos?clientId=${clientId}&page=${page}&pageSize=${pageSize}`;
  const latencies: number[] = [];
  // The first one is the warm-up.
  for (let request = 0; request <= requests; request++) {
    signal?.throwIfAborted();
    const start = performance.now();
    const send = () => fetch(url, { headers: { Authorization: server.liveKey } });
    // Filling up took longer than the server keeps an idle connection: the warm-up may meet one that is gone.
    const response = await (request === 0 ? send().catch(send) : send());
    const answer = (await response.json()) as { items?: unknown[]; totalItems?: number };
    if (request > 0) latencies.push(performance.now() - start);
    const expected = Math.min(pageSize, count - (page - 1) * pageSize);
    if (answer.totalItems !== count || answer.items?.length !== expected) {
      throw new LivePhotoError(
        'service_unavailable',
        `Page ${page} of ${pageSize} has ${answer.items?.length} of ${answer.totalItems} items, not ${expected} of ${count}`,
      );
    }
  }
  return latencies;
}
