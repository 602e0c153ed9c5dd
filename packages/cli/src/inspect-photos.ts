/** A whole run: photos in, one result after another to everybody who wants it; one that fails never stops the rest. */
import { performance } from 'node:perf_hooks';
import type { PhotoResult } from './batch/photo-result.ts';
import type { ResultsFile } from './batch/results-file.ts';
import { inOrder, type PhotoRun } from './batch/run-photos.ts';
import { addResult, createTally } from './batch/tally.ts';
import { ExitCode, worst } from './exit-code.ts';
import type { PhotoSource } from './inputs/photo-source.ts';
import type { ReportFile } from './report/report-file.ts';
import type { Terminal } from './terminal.ts';
import { errorLine, reportLine, withoutMap } from './view/json-lines.ts';
import type { Progress } from './view/progress.ts';
import type { View } from './view/view.ts';

export interface Run {
  readonly photos: PhotoRun;
  /** How many photos may be under way at once. */
  readonly ahead: number;
  readonly terminal: Terminal;
  readonly view: View;
  readonly progress: Progress;
  readonly report: ReportFile | undefined;
  readonly results: ResultsFile | undefined;
  /** Whether the results keep the map of what is covered. */
  readonly maps: boolean;
}

/**
 * @returns the run's exit code.
 * @throws {Stop} when the terminal's signal fires.
 * @throws {LivePhotoError} when no photo could be inspected at all: a model is missing or damaged; when a file of the run
 *   cannot be written.
 */
export async function inspectPhotos(sources: readonly PhotoSource[], run: Run): Promise<ExitCode> {
  const { photos, view, progress, report, results } = run;
  const { signal, stdout } = run.terminal;
  const tally = createTally();
  const codes = new Set<ExitCode>();
  const started = performance.now();
  const inspect = async (source: PhotoSource) => results?.earlier.get(source.name) ?? photos.inspect(source);
  const begin = (name: string) => {
    signal.throwIfAborted();
    progress.begin(name);
  };
  let finished = false;
  try {
    stdout.write(view.begin());
    for await (const result of inOrder(sources, { inspect, ahead: run.ahead, begin })) {
      signal.throwIfAborted();
      addResult(tally, result);
      codes.add(codeOf(result));
      await report?.add(result);
      if (!result.earlier) await results?.append(lineOf(result, run.maps));
      progress.finish(() => stdout.write(show(view, result)));
    }
    finished = true;
  } finally {
    progress.stop();
    if (!finished) await report?.discard();
  }
  const seconds = (performance.now() - started) / 1000;
  await report?.finish(tally, seconds);
  stdout.write(view.end(tally, seconds));
  return worst(codes);
}

function show(view: View, { name, report, error, picture }: PhotoResult): string {
  return report ? view.report(name, report, picture) : view.error(name, error!);
}

function lineOf({ name, report, error, picture }: PhotoResult, maps: boolean): string {
  return report ? reportLine(name, maps ? report : withoutMap(report), picture) : errorLine(name, error!);
}

function codeOf({ report }: PhotoResult): ExitCode {
  if (!report) return ExitCode.unusable;
  return report.accepted ? ExitCode.accepted : ExitCode.refused;
}
