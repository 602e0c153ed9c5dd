/** Runs inside of a runtime: inspects photos one after another, and notes reports and times. */
import type { Inspector } from '@livephoto/core';

export interface Observation {
  readonly reports: Record<string, string>;
  /** Milliseconds since the epoch at which the first report was there. */
  readonly firstReportAt: number;
  readonly medianMs: number;
}

/** @param read the bytes of a photo by its file name. */
export async function observe(
  inspector: Pick<Inspector, 'inspect'>,
  photos: readonly string[],
  read: (photo: string) => Promise<Uint8Array>,
): Promise<Observation> {
  const reports: Record<string, string> = {};
  const times: number[] = [];
  let firstReportAt = 0;
  for (const photo of photos) {
    const bytes = await read(photo);
    const start = performance.now();
    const { read: readable, json } = await inspector.inspect(bytes).then(
      ({ timings: _, ...report }) => ({ read: true, json: JSON.stringify(report) }),
      (error) => ({ read: false, json: JSON.stringify(error) }),
    );
    if (firstReportAt === 0) firstReportAt = Date.now();
    else if (readable) times.push(performance.now() - start);
    reports[photo] = json;
  }
  return { reports, firstReportAt, medianMs: median(times) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
