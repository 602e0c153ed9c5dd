import type { Inspector } from '@livephoto/core';
import { type Observation } from './observe.ts';
export interface ProcessObservation extends Observation {
  readonly version: string;
  readonly peakMemoryBytes?: number | undefined;
}
/** @param start makes the inspector. The photos' names are the arguments of the process. */
export declare function observeProcess(
  start: () => Promise<{
    inspector: Pick<Inspector, 'inspect'>;
    end(): Promise<void>;
  }>,
): Promise<void>;
/** Linux keeps the most that a process ever held in memory. */
export declare function peakMemory(pid: number | 'self'): Promise<number | undefined>;
