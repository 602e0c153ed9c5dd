/** Reports of samples as text that can be compared: without timings, errors in the place of reports. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { sampleFolder } from '../harness/photos.ts';
import type { RunningWorker } from './start-worker.ts';

export interface Photo {
  /** Name of its file. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Name of a photo to its report or error, as JSON. */
export type Reports = Readonly<Record<string, string>>;

export function readSample(name: string): Photo {
  return { name, bytes: readFileSync(join(sampleFolder, name)) };
}

export async function inspectOnNode(photos: readonly Photo[]): Promise<Reports> {
  const inspector = await createNodeInspector();
  try {
    const reports: Record<string, string> = {};
    for (const { name, bytes } of photos) {
      reports[name] = canonical(
        await inspector.inspect(bytes).catch((error: unknown) => {
          if (error instanceof LivePhotoError) return error.toJSON();
          throw error;
        }),
      );
    }
    return reports;
  } finally {
    await inspector.dispose();
  }
}

/** Asks the Worker over HTTP. @returns the reports, and the milliseconds that each took from request to answer. */
export async function inspectOnWorker(
  worker: RunningWorker,
  photos: readonly Photo[],
): Promise<{ reports: Reports; milliseconds: number[] }> {
  const reports: Record<string, string> = {};
  const milliseconds: number[] = [];
  for (const { name, bytes } of photos) {
    const start = performance.now();
    const { json } = await worker.call('POST', '/v1/inspections', {
      body: bytes,
      headers: { 'Content-Type': name.endsWith('.png') ? 'image/png' : 'image/jpeg' },
    });
    milliseconds.push(performance.now() - start);
    reports[name] = canonical(json);
  }
  return { reports, milliseconds };
}

function canonical(report: object): string {
  const { timings: _, ...rest } = report as { timings?: unknown };
  return JSON.stringify(rest);
}
