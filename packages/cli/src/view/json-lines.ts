/** What a program reads: one JSON object a line and photo, its `file` first. */
import type { InspectionReport, LivePhotoError } from '@livephoto/core';

/** The line of an inspected photo. */
export function reportLine(file: string, report: InspectionReport): string {
  return `${JSON.stringify({ file, ...report })}\n`;
}

/** The line of a photo that could not be inspected. */
export function errorLine(file: string, error: LivePhotoError): string {
  return `${JSON.stringify({ file, error: error.toJSON() })}\n`;
}
