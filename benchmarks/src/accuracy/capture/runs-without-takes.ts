/** What `bench capture` does beside putting takes together: turns between two pictures, and films of pushed paper. */
import { readFile, writeFile } from 'node:fs/promises';
import { createInspector, createSimdBackend, type MotionPolicy, parsePolicy } from '@livephoto/core';
import { createTrackReader } from '@livephoto/core/capture';
import { createFileModelSource, createNodeDecoder } from '@livephoto/worker-runtime/node';
import { drawTable } from '../../report/terminal-table.ts';
import { readLabels } from '../labels/labels.ts';
import type { CaptureOptions } from './capture-command.ts';
import { portraits, sittings } from './people.ts';
import { filmPushedSheets, pushedSheetsTable } from './pushed-paper.ts';
import { realTurns, realTurnsTable } from './real-turns.ts';
import { replayRates, replaysTable } from './replays.ts';

const pushedPortraits = 2;

export async function realRun(options: CaptureOptions, policy: MotionPolicy): Promise<void> {
  await withSittings(options, async (reader, people) => {
    const turns = await realTurns(reader, people, policy);
    return { table: realTurnsTable(turns), json: { turns } };
  });
}

export async function pushedRun(options: CaptureOptions, signal: AbortSignal): Promise<void> {
  const { photos } = await readLabels(options.labels);
  const text = options.policy === undefined ? undefined : await readFile(options.policy, 'utf8');
  const policy =
    text === undefined ? undefined : parsePolicy(text, { name: 'another', subject: options.policy! });
  const inspector = await createInspector({ ...(await partsOf()), policy });
  try {
    const people = await portraits(inspector, photos, pushedPortraits);
    const films = await filmPushedSheets(inspector, people, { file: options.measurements, signal });
    process.stdout.write(`${drawTable(pushedSheetsTable(films))}\n`);
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ films })}\n`);
  } finally {
    await inspector.dispose();
  }
}

export async function replaysRun(options: CaptureOptions, film: string): Promise<void> {
  await withSittings(options, async (reader, people) => {
    const rates = await replayRates(reader, film, people);
    return { table: replaysTable(rates), json: { rates } };
  });
}

/** Prints what `measure` finds of the labelled sittings, and writes it where it is asked for. */
async function withSittings(
  options: CaptureOptions,
  measure: (
    reader: Awaited<ReturnType<typeof createTrackReader>>,
    people: Awaited<ReturnType<typeof sittings>>,
  ) => Promise<{ table: Parameters<typeof drawTable>[0]; json: object }>,
): Promise<void> {
  const { photos } = await readLabels(options.labels);
  const parts = await partsOf();
  const inspector = await createInspector(parts);
  const reader = await createTrackReader({ ...parts, policy: inspector.policy });
  try {
    const { table, json } = await measure(reader, await sittings(inspector, photos, options.sittings));
    process.stdout.write(`${drawTable(table)}\n`);
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(json)}\n`);
  } finally {
    await reader.dispose();
    await inspector.dispose();
  }
}

async function partsOf() {
  return {
    models: createFileModelSource(),
    backend: createSimdBackend(),
    decoder: await createNodeDecoder(),
  };
}
