/** Runs inside of a runtime that has processes: reads photos from the disk, prints what was observed as one line of JSON. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inspector } from '@livephoto/core';
import { type Observation, observe } from './observe.ts';
import { sampleFolder } from './photos.ts';

export interface ProcessObservation extends Observation {
  readonly version: string;
  readonly peakMemoryBytes?: number | undefined;
}

/** @param start makes the inspector. The photos' names are the arguments of the process. */
export async function observeProcess(
  start: () => Promise<{ inspector: Pick<Inspector, 'inspect'>; end(): Promise<void> }>,
): Promise<void> {
  const { inspector, end } = await start();
  const read = async (photo: string) => new Uint8Array(await readFile(join(sampleFolder, photo)));
  const observed = await observe(inspector, process.argv.slice(2), read);
  const peakMemoryBytes = await peakMemory('self');
  await end();
  const { bun, deno, node } = process.versions as Record<string, string | undefined>;
  const whole: ProcessObservation = { ...observed, version: bun ?? deno ?? node ?? '?', peakMemoryBytes };
  process.stdout.write(`${JSON.stringify(whole)}\n`);
}

/** Linux keeps the most that a process ever held in memory. */
export async function peakMemory(pid: number | 'self'): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
