/** Inspects photos one after another: one in memory at a time, and one that fails never stops the rest. */
import { type Inspector, LivePhotoError } from '@livephoto/core';
import type { Annotator } from './annotate/annotator.ts';
import { ExitCode, worst } from './exit-code.ts';
import type { PhotoSource } from './inputs/photo-source.ts';
import { readPhoto } from './inputs/read-photo.ts';
import type { Terminal } from './terminal.ts';
import type { Progress } from './view/progress.ts';
import type { Counts, View } from './view/view.ts';

export interface Run {
  readonly inspector: Inspector;
  readonly annotator: Annotator | undefined;
  readonly terminal: Terminal;
  readonly performLivenessCheck: boolean;
  readonly view: View;
  readonly progress: Progress;
}

/**
 * @returns the run's exit code.
 * @throws {Stop} when the terminal's signal fires.
 * @throws {LivePhotoError} when no photo could be inspected at all: a model is missing or damaged.
 */
export async function inspectPhotos(sources: readonly PhotoSource[], run: Run): Promise<ExitCode> {
  const { signal, stdout } = run.terminal;
  const counts: Counts = { accepted: 0, refused: 0, unreadable: 0 };
  const codes = new Set<ExitCode>();
  try {
    for (const source of sources) {
      signal.throwIfAborted();
      run.progress.begin(source.name);
      const { code, text } = await inspectOne(source, run);
      signal.throwIfAborted();
      counts[outcomeOf[code]] += 1;
      codes.add(code);
      run.progress.finish(() => stdout.write(text));
    }
  } finally {
    run.progress.stop();
  }
  stdout.write(run.view.end(counts));
  return worst(codes);
}

type PhotoCode = typeof ExitCode.accepted | typeof ExitCode.refused | typeof ExitCode.unusable;

const outcomeOf: Readonly<Record<PhotoCode, keyof Counts>> = {
  [ExitCode.accepted]: 'accepted',
  [ExitCode.refused]: 'refused',
  [ExitCode.unusable]: 'unreadable',
};

async function inspectOne(source: PhotoSource, run: Run): Promise<{ code: PhotoCode; text: string }> {
  const { inspector, annotator, view, terminal } = run;
  try {
    const bytes = await readPhoto(source, terminal.stdin, inspector.policy.image.maxBytes);
    const options = { performLivenessCheck: run.performLivenessCheck, signal: terminal.signal };
    if (annotator === undefined) {
      const report = await inspector.inspect(bytes, options);
      return { code: codeOf(report), text: view.report(source.name, report, undefined) };
    }
    const seen = await inspector.inspectDetailed(bytes, options);
    const written = await annotator.write(source.name, seen.report, seen);
    return { code: codeOf(seen.report), text: view.report(source.name, seen.report, written) };
  } catch (error) {
    const typed = toLivePhotoError(error);
    if (endsTheRun(typed)) throw terminal.signal.aborted ? terminal.signal.reason : typed;
    return { code: ExitCode.unusable, text: view.error(source.name, typed) };
  }
}

function codeOf(report: { readonly accepted: boolean }): PhotoCode {
  return report.accepted ? ExitCode.accepted : ExitCode.refused;
}

/** Errors that the next photo would meet again. */
function endsTheRun(error: LivePhotoError): boolean {
  return (
    error.type === 'model_missing' || error.type === 'model_invalid' || error.type === 'inspection_aborted'
  );
}

function toLivePhotoError(error: unknown): LivePhotoError {
  if (error instanceof LivePhotoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new LivePhotoError('internal_server_error', `Unexpected: ${message}`, { cause: error });
}
