/** What became of one photo of a run, as plain data that crosses to other threads. */
import type { InspectionReport, SerializedError } from '@livephoto/core';

export interface PhotoResult {
  readonly name: string;
  /** Present when it could be inspected; else `error` is. */
  readonly report?: InspectionReport;
  readonly error?: SerializedError;
  /** Where its annotated picture was written. */
  readonly picture?: string;
  /** A small JPEG with what was seen drawn over it, for a page of results. */
  readonly thumbnail?: Uint8Array;
  /** Whether it was inspected in the run that this one goes on with. */
  readonly earlier?: true;
}
