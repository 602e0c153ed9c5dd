/** What a spreadsheet reads: one line a photo, the same columns for all. */
import { type InspectionReport, inspectionNames, type SerializedError } from '@livephoto/core';
import { stringify } from 'csv-stringify/sync';
import { findingsOf } from '../batch/tally.ts';

const columns = [
  'file',
  'verdict',
  'policy',
  'contentType',
  'width',
  'height',
  'size',
  'faces',
  ...inspectionNames.flatMap((name) => [`${name}Outcome`, `${name}Score`]),
  'yaw',
  'pitch',
  'roll',
  'interEyeDistance',
  'findings',
  'picture',
  'error',
  'message',
];

export function csvHeader(): string {
  return line(columns);
}

export function csvReport(file: string, report: InspectionReport, picture: string | undefined): string {
  const { contentType, width, height, size } = report.image;
  const { yaw, pitch, roll, interEyeDistance } = report.inspections.orientation.evidence;
  return line([
    file,
    report.accepted ? 'accepted' : 'refused',
    report.policy,
    contentType,
    width,
    height,
    size,
    report.faces.length,
    ...inspectionNames.flatMap((name) => [report.inspections[name].outcome, report.inspections[name].score]),
    yaw,
    pitch,
    roll,
    interEyeDistance,
    findingsOf(report).join(' '),
    picture,
    undefined,
    undefined,
  ]);
}

export function csvError(file: string, error: SerializedError): string {
  const empty = new Array(columns.length - 4).fill(undefined);
  return line([file, 'unreadable', ...empty, error.type, error.message]);
}

/** Negative angles are numbers; a name that a spreadsheet would take for a formula gets a `'` before it. */
function line(cells: readonly unknown[]): string {
  return stringify([cells.map((cell) => (typeof cell === 'string' ? harmless(cell) : cell))]);
}

function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && text !== '-' ? `'${text}` : text;
}
