/** The lines of `--json` in a file that a run can go on with: what is in it is not inspected again. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type InspectionReport, LivePhotoError, type Policy } from '@livephoto/core';
import { fileError } from '../inputs/file-error.ts';
import { type Line, readLines } from '../ndjson/read-lines.ts';
import type { PhotoResult } from './photo-result.ts';

export interface ResultsFile {
  /** By their names. */
  readonly earlier: ReadonlyMap<string, PhotoResult>;
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Photos that could not be read then are tried again; a line that an interrupted run left half is cut off.
 * @param path is created when it is missing.
 * @throws {LivePhotoError} `invalid_request` (param `resume`) for a file that holds something else, or another policy's reports.
 */
export async function openResults(path: string, policy: Policy): Promise<ResultsFile> {
  let file: FileHandle;
  try {
    file = await open(path, 'a+');
  } catch (error) {
    throw invalid(`${path} cannot be written: ${fileError(path, error).message}`, error);
  }
  try {
    const { earlier, whole } = await readEarlier(path, policy);
    const { size } = await file.stat();
    if (whole < size) await file.truncate(whole);
    return {
      earlier,
      async append(line) {
        await file.appendFile(line);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @returns the results, and how many bytes of the file are whole lines. */
async function readEarlier(path: string, policy: Policy) {
  const earlier = new Map<string, PhotoResult>();
  let whole = 0;
  let read = 0;
  let number = 0;
  const chunks = async function* () {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const end = chunk.lastIndexOf(newline);
      if (end >= 0) whole = read + end + 1;
      read += chunk.length;
      yield chunk;
    }
  };
  const take = (text: Line) => {
    const line = parse(text, path, number);
    if (!line.report) return;
    if (line.report.policy !== policy.name) {
      throw invalid(
        `${path} holds reports of the policy '${line.report.policy}', and this run has '${policy.name}': name another file`,
      );
    }
    earlier.set(line.name, { ...line, earlier: true });
  };
  // The last one may be half: it is looked at when it is known whether a line's end follows.
  let last: { text: Line } | undefined;
  for await (const text of readLines(chunks(), longestLine)) {
    if (last) take(last.text);
    last = { text };
    number += 1;
  }
  if (last && whole === read) take(last.text);
  else if (last && !last.text?.startsWith(lineStart.slice(0, last.text.length))) throw notOurs(path, number);
  return { earlier, whole };
}

function parse(text: Line, path: string, number: number): PhotoResult {
  try {
    const { file, error, picture, ...report } = JSON.parse(text ?? '');
    if (typeof file === 'string' && error) return { name: file, error };
    if (typeof file === 'string' && typeof report.accepted === 'boolean' && report.inspections) {
      return { name: file, report: report as InspectionReport, ...(picture ? { picture } : {}) };
    }
  } catch {
    // Said below.
  }
  throw notOurs(path, number);
}

const newline = 0x0a;

/** Bytes; a line with maps has some thousands. */
const longestLine = 64_000_000;

/** How every line begins, half ones too. */
const lineStart = '{"file":';

function notOurs(path: string, number: number): LivePhotoError {
  return invalid(`Line ${number} of ${path} is no line of 'livephoto inspect --json': name another file`);
}

function invalid(message: string, cause?: unknown): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'resume', cause });
}
