/** The two ways a run can be shown; each turns an event into the text for stdout. */
import type { InspectionReport, LivePhotoError } from '@livephoto/core';
import { errorLine, reportLine } from './json-lines.ts';
import { renderError, renderReport, renderSummary, type TableStyle } from './table.ts';

export interface Counts {
  accepted: number;
  refused: number;
  unreadable: number;
}

export interface View {
  report(name: string, report: InspectionReport, annotated: string | undefined): string;
  error(name: string, error: LivePhotoError): string;
  /** After the last photo. */
  end(counts: Counts): string;
}

/** For programs: one JSON line a photo, and nothing else. */
export function createJsonView(): View {
  return { report: (name, report) => reportLine(name, report), error: errorLine, end: () => '' };
}

/** For people: blocks with an empty line between them, and a sum over several photos. */
export function createTableView(style: TableStyle, total: number): View {
  const gap = total > 1 ? '\n' : '';
  return {
    report: (name, report, annotated) => renderReport(name, report, style, annotated) + gap,
    error: (name, error) => renderError(name, error, style) + gap,
    end: (counts) => (total > 1 ? renderSummary(counts, style) : ''),
  };
}
