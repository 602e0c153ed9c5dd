/** What the benchmark and its worker processes say to each other. */
import type { InspectionReport } from '@livephoto/core';

/** A report without what differs from run to run, and without the map that no figure is read from. */
export type StableReport = Omit<InspectionReport, 'timings'>;

export interface ObservedError {
  /** A type of `LivePhotoError`; or `crashed`, `timed_out` when the worker did not answer. */
  readonly type: string;
  readonly message: string;
}

/** What came of inspecting one photo: every photo has one, errors are never dropped. */
export type Observation =
  | { readonly report: StableReport; readonly error?: never }
  | { readonly error: ObservedError; readonly report?: never };

export interface Job {
  readonly bytes: Uint8Array;
  readonly performLivenessCheck: boolean;
}

export interface WorkerOptions {
  readonly policy: string;
}

export type ToWorker = Job & { readonly id: number };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly error: ObservedError }
  | { readonly kind: 'done'; readonly id: number; readonly observation: Observation };

/** Leaves out what no figure is read from, so that a cached report stays small. */
export function stableReport({ timings: _, ...report }: InspectionReport): StableReport {
  const { map: __, ...evidence } = report.inspections.obstructions.evidence;
  return {
    ...report,
    inspections: {
      ...report.inspections,
      obstructions: { ...report.inspections.obstructions, evidence },
    },
  };
}
