/** The ways a run can be shown; each turns an event into the text for stdout. */
import type { InspectionReport, SerializedError } from '@livephoto/core';
import type { Tally } from '../batch/tally.ts';
import { csvError, csvHeader, csvReport } from './csv.ts';
import { errorLine, reportLine, withoutMap } from './json-lines.ts';
import { formatRate, renderTally, tallyObject } from './summary.ts';
import { renderError, renderReport, renderSummary, type TableStyle } from './table.ts';

export interface View {
  /** Before the first photo. */
  begin(): string;
  report(name: string, report: InspectionReport, picture: string | undefined): string;
  error(name: string, error: SerializedError): string;
  /** After the last photo. @param seconds that the run took. */
  end(tally: Tally, seconds: number): string;
}

/** For programs: one JSON line a photo, and nothing else. @param options.maps whether with the map of what is covered. */
export function createJsonView({ maps }: { readonly maps: boolean }): View {
  return {
    begin: () => '',
    report: (name, report, picture) => reportLine(name, maps ? report : withoutMap(report), picture),
    error: errorLine,
    end: () => '',
  };
}

/** For spreadsheets. */
export function createCsvView(): View {
  return { begin: csvHeader, report: csvReport, error: csvError, end: () => '' };
}

/** For people: blocks with an empty line between them, and a sum over several photos. */
export function createTableView(style: TableStyle, total: number): View {
  const gap = total > 1 ? '\n' : '';
  return {
    begin: () => '',
    report: (name, report, picture) => renderReport(name, report, style, picture) + gap,
    error: (name, error) => renderError(name, error, style) + gap,
    end: (tally, seconds) =>
      total > 1
        ? renderSummary(tally, style) + style.colors.dim(`${formatRate(tally.looked, seconds)}\n`)
        : '',
  };
}

/** Nothing of single photos: what the run adds up to. @param style undefined for programs, which get one JSON object. */
export function createSummaryView(style: TableStyle | undefined): View {
  return {
    begin: () => '',
    report: () => '',
    error: () => '',
    end: (tally, seconds) =>
      style
        ? `${renderSummary(tally, style)}\n${renderTally(tally, seconds, style.colors)}`
        : `${JSON.stringify(tallyObject(tally, seconds))}\n`,
  };
}
