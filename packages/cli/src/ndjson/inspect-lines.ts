/**
 * `livephoto inspect --ndjson`: a line in for a photo, a line out for its report, in the same order, for engines that hold a
 * process and feed it. What is wrong with a line is its answer. No more is read than is inspected.
 */
import { once } from 'node:events';
import { type InspectionReport, LivePhotoError } from '@livephoto/core';
import { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { LineError, type LinePhoto, longestLine, type PlaceReaders, parseLine } from './line-photo.ts';
import { type Line, readLines } from './read-lines.ts';

export interface LinesRun {
  readonly terminal: Terminal;
  readonly readers: PlaceReaders;
  /** Bytes that a photo may have. */
  readonly maxBytes: number;
  /** Photos that are read and inspected at once. */
  readonly atOnce: number;
  inspect(bytes: Uint8Array, signal: AbortSignal): Promise<InspectionReport>;
}

/** @returns once every line has its answer: for an engine that is a success, whatever the answers say. */
export async function inspectLines(run: LinesRun): Promise<ExitCode> {
  const { stdin, stdout, signal } = run.terminal;
  if (stdin.isTTY) {
    throw new LivePhotoError(
      'invalid_request',
      'Standard input is a terminal: pipe lines into it such as {"id": 1, "path": "selfie.jpg"}',
    );
  }
  const underway: Promise<string>[] = [];
  const writeFirst = async () => {
    const text = await underway.shift();
    // A reader that is slow holds up the reading.
    if (text !== undefined && stdout.write(text) === false) await once(stdout as never, 'drain', { signal });
  };
  for await (const line of readLines(stdin, longestLine(run.maxBytes))) {
    signal.throwIfAborted();
    underway.push(answer(line, run));
    while (underway.length >= run.atOnce) await writeFirst();
  }
  while (underway.length > 0) {
    signal.throwIfAborted();
    await writeFirst();
  }
  return ExitCode.accepted;
}

async function answer(line: Line, run: LinesRun): Promise<string> {
  const { signal } = run.terminal;
  let photo: LinePhoto | undefined;
  try {
    photo = parseLine(line, run.maxBytes, run.readers);
    const report = await run.inspect(await photo.read(signal), signal);
    return lineOf(photo.id, photo.file, report);
  } catch (error) {
    const id = error instanceof LineError ? error.id : photo?.id;
    const known = error instanceof LineError ? error.of : error;
    const typed =
      known instanceof LivePhotoError
        ? known
        : new LivePhotoError('internal_server_error', `Unexpected: ${String((known as Error).message)}`);
    return lineOf(id, photo?.file, { error: typed.toJSON() });
  }
}

function lineOf(id: unknown, file: string | undefined, rest: object): string {
  const head = { ...(id === undefined ? {} : { id }), ...(file === undefined ? {} : { file }) };
  return `${JSON.stringify({ ...head, ...rest })}\n`;
}
