/** Uploads a second, and how long each waits, against how many are under way at once. */
import { readFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import { createClient } from '../load/callers.ts';
import { type Server, startServer } from '../load/server.ts';

export interface UploadRun {
  readonly round: number;
  readonly concurrency: number;
  readonly uploadsPerSecond: number;
  /** Milliseconds of each upload. */
  readonly latencies: readonly number[];
}

/** A server with empty storage, and one client that uploads. */
export interface UploadTarget {
  upload(): Promise<void>;
  readonly server: Server;
  readonly clientId: string;
}

/**
 * @param root of the workspace, built
 * @param file a photo that the default policy takes
 */
export async function startUploadTarget(root: URL, workers: number, file: string): Promise<UploadTarget> {
  const bytes = await readFile(file);
  const server = await startServer(root, ['--workers', String(workers), '--queue', '64']);
  const clientId = await createClient(server).catch(async (error) => {
    await server.stop();
    throw error;
  });
  return {
    server,
    clientId,
    async upload() {
      const response = await fetch(`${server.url}/v1/livePhotos?clientId=${clientId}`, {
        method: 'POST',
        headers: { Authorization: server.liveKey, 'Content-Type': 'image/jpeg' },
        body: bytes,
      });
      const answer = await response.text();
      if (!response.ok) {
        throw new LivePhotoError('service_unavailable', `An upload answered ${response.status}: ${answer}`);
      }
    },
  };
}

/** `concurrency` callers upload one photo after the other until `uploads` are done. */
export async function measureUploads(
  target: UploadTarget,
  concurrency: number,
  uploads: number,
  signal?: AbortSignal,
): Promise<Pick<UploadRun, 'uploadsPerSecond' | 'latencies'>> {
  const latencies: number[] = [];
  let left = uploads;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) {
        signal?.throwIfAborted();
        const asked = performance.now();
        await target.upload();
        latencies.push(performance.now() - asked);
      }
    }),
  );
  return { uploadsPerSecond: uploads / ((performance.now() - start) / 1000), latencies };
}
