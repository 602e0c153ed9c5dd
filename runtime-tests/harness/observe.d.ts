/** Runs inside of a runtime: inspects photos one after another, and notes reports and times. */
import type { Inspector } from '@livephoto/core';
export interface Observation {
  readonly reports: Record<string, string>;
  /** Milliseconds since the epoch at which the first report was there. */
  readonly firstReportAt: number;
  readonly medianMs: number;
}
/** @param read the bytes of a photo by its file name. */
export declare function observe(
  inspector: Pick<Inspector, 'inspect'>,
  photos: readonly string[],
  read: (photo: string) => Promise<Uint8Array>,
): Promise<Observation>;
export declare function median(values: readonly number[]): number;
