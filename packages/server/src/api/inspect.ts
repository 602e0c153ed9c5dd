/** Inspections as the API runs them: measured, stopped when the caller leaves, no more at once than memory allows. */
import { type InspectionReport, LivePhotoError } from '@livephoto/core';
import type { Services } from './context.ts';
import { refusalOf } from './refusal.ts';

export interface Gate {
  /** @throws {LivePhotoError} `service_unavailable` when there are enough already. */
  enter<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Lets in so many at once: each holds a body in memory, long before the inspector's own queue sees it. */
export function createGate(limit: number): Gate {
  let inside = 0;
  return {
    async enter(work) {
      if (inside >= limit) {
        throw new LivePhotoError('service_unavailable', 'Too many uploads at once: try again in a moment');
      }
      inside += 1;
      try {
        return await work();
      } finally {
        inside -= 1;
      }
    },
  };
}

export async function inspectMeasured(
  services: Services,
  bytes: Uint8Array,
  options: { readonly performLivenessCheck: boolean; readonly signal: AbortSignal },
): Promise<InspectionReport> {
  const start = performance.now();
  const measure = (outcome: string) =>
    services.metrics?.inspection({ outcome, seconds: (performance.now() - start) / 1000 });
  try {
    const report = await services.inspector.inspect(bytes, options);
    measure(refusalOf(report)?.type ?? 'accepted');
    return report;
  } catch (error) {
    measure(error instanceof LivePhotoError ? error.type : 'internal_server_error');
    throw error;
  }
}
