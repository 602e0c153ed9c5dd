/** Inspections as the API runs them: measured, stopped when the caller leaves, no more at once than memory allows. */
import { type InspectionReport, LivePhotoError, type PolicyName, readImageSize } from '@livephoto/core';
import type { Services } from './context.ts';
import { refusalOf } from './refusal.ts';

export interface Gate {
  /** @throws {LivePhotoError} `service_unavailable` when there are enough already. */
  enter<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Lets in so many at once: each holds a body in memory until it is inspected and stored. */
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

export function inspectMeasured(
  services: Services,
  bytes: Uint8Array,
  options: {
    readonly performLivenessCheck: boolean;
    readonly signal: AbortSignal;
    /** Whose turn it is, where photos wait. */
    readonly caller: string;
    readonly policy?: PolicyName;
  },
): Promise<InspectionReport> {
  return measureInspection(services, () =>
    services.inspector.inspect(bytes, { ...options, cost: costOf(bytes) }),
  );
}

/** Takes the time and the outcome of one inspection. */
export async function measureInspection<Report extends Pick<InspectionReport, 'accepted' | 'inspections'>>(
  services: Pick<Services, 'metrics'>,
  work: () => Promise<Report>,
): Promise<Report> {
  const start = performance.now();
  const measure = (outcome: string) =>
    services.metrics?.inspection({ outcome, seconds: (performance.now() - start) / 1000 });
  try {
    const report = await work();
    measure(refusalOf(report)?.type ?? 'accepted');
    return report;
  } catch (error) {
    measure(error instanceof LivePhotoError ? error.type : 'internal_server_error');
    throw error;
  }
}

/** What a photo costs whatever its size, in megapixels: the networks' share. */
const fixedCost = 2;

/** In megapixels, from the header alone; what is no photo is soon refused. */
function costOf(bytes: Uint8Array): number {
  const { width, height } = readImageSize(bytes) ?? { width: 0, height: 0 };
  return fixedCost + (width * height) / 1e6;
}
