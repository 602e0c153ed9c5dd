/** What a program reads: one JSON object a line and photo, its `file` first. */
import type { InspectionReport, SerializedError } from '@livephoto/core';

/**
 * The line of an inspected photo.
 * @param picture where its annotated picture was written.
 */
export function reportLine(file: string, report: InspectionReport, picture?: string): string {
  return `${JSON.stringify({ file, ...(picture === undefined ? {} : { picture }), ...report })}\n`;
}

/** The line of a photo that could not be inspected. */
export function errorLine(file: string, { type, message, param }: SerializedError): string {
  return `${JSON.stringify({ file, error: { type, message, ...(param === undefined ? {} : { param }) } })}\n`;
}

/** The report without the map of what is covered, most of its bytes. */
export function withoutMap<Report extends Pick<InspectionReport, 'inspections'>>(report: Report): Report {
  const { obstructions } = report.inspections;
  const { map: _, ...evidence } = obstructions.evidence;
  return {
    ...report,
    inspections: { ...report.inspections, obstructions: { ...obstructions, evidence } },
  };
}
