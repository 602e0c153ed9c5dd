/** What came of inspecting one photo. */
import type { ErrorType, InspectionReport } from '@livephoto/core';

/** A report without what differs from run to run, and without the map that no figure is read from. */
export type StableReport = Omit<InspectionReport, 'timings'>;

/** Every photo has one; errors are never dropped. */
export type Observation =
  | { readonly report: StableReport; readonly error?: never }
  | { readonly error: { readonly type: ErrorType; readonly message: string }; readonly report?: never };

const accidents: ReadonlySet<string> = new Set(['inference_failed', 'inspection_aborted']);

/** A worker that died or was too slow: it may not happen again. */
export function isAccident(type: ErrorType | undefined): boolean {
  return type !== undefined && accidents.has(type);
}

/** What would be observed again. */
export function isLasting({ error }: Observation): boolean {
  return !isAccident(error?.type);
}

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
