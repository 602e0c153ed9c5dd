/** The lines of a job's result: flat, the same columns as NDJSON and as Parquet, of ids and verdicts alone. */
import { type InspectionName, inspectionNames } from '@livephoto/core';
import type { JobRecord, ResultRow } from '../../store/jobs.ts';
import type { WorkStore } from '../../store/work-store.ts';

export type ColumnType = 'STRING' | 'BOOLEAN' | 'INT32' | 'DOUBLE' | 'TIMESTAMP';
export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  /** A timestamp's cell is ISO 8601. */
  readonly type: ColumnType;
  read(row: ResultRow): Cell;
}

const column = (name: string, type: ColumnType, read: Column['read']): Column => ({ name, type, read });

const inspectionColumns = (name: InspectionName): readonly Column[] => [
  column(`${name}Outcome`, 'STRING', ({ report }) => report?.inspections[name].outcome ?? null),
  column(`${name}Score`, 'DOUBLE', ({ report }) => report?.inspections[name].score ?? null),
];

/** The value of a path of names in a report's evidence, where it is a number. */
const evidence = (name: InspectionName, key: string): Column['read'] => {
  return ({ report }) => {
    const value = (report?.inspections[name].evidence as Record<string, unknown> | undefined)?.[key];
    return typeof value === 'number' ? value : null;
  };
};

const photoColumns: readonly Column[] = [
  column('livePhotoId', 'STRING', ({ photo }) => photo.id),
  column('clientId', 'STRING', ({ photo }) => photo.clientId),
  column('createdAt', 'TIMESTAMP', ({ photo }) => photo.createdAt),
];

const exportColumns: readonly Column[] = [
  ...photoColumns,
  column('accepted', 'BOOLEAN', ({ report }) => report?.accepted ?? null),
  column('policy', 'STRING', ({ report }) => report?.policy ?? null),
  column('contentType', 'STRING', ({ photo }) => photo.contentType),
  column('size', 'INT32', ({ photo }) => photo.size),
  column('width', 'INT32', ({ report }) => report?.image.width ?? null),
  column('height', 'INT32', ({ report }) => report?.image.height ?? null),
  column('faces', 'INT32', ({ report }) => report?.faces.length ?? null),
  ...inspectionNames.flatMap(inspectionColumns),
  column('yaw', 'DOUBLE', evidence('orientation', 'yaw')),
  column('pitch', 'DOUBLE', evidence('orientation', 'pitch')),
  column('roll', 'DOUBLE', evidence('orientation', 'roll')),
  column('interEyeDistance', 'DOUBLE', evidence('orientation', 'interEyeDistance')),
  column('findings', 'STRING', ({ report }) =>
    report
      ? inspectionNames.flatMap((name) => report.inspections[name].findings.map(({ code }) => code)).join(' ')
      : null,
  ),
  column('models', 'STRING', ({ report }) => (report ? JSON.stringify(report.models) : null)),
];

const reinspectColumns: readonly Column[] = [
  ...photoColumns,
  column('change', 'STRING', ({ outcome }) => outcome?.change ?? null),
  column('acceptedBefore', 'BOOLEAN', ({ outcome }) => outcome?.before.accepted ?? null),
  column('acceptedAfter', 'BOOLEAN', ({ outcome }) => outcome?.after?.accepted ?? null),
  column('findingsBefore', 'STRING', ({ outcome }) => outcome?.before.findings.join(' ') ?? null),
  column('findingsAfter', 'STRING', ({ outcome }) => outcome?.after?.findings.join(' ') ?? null),
  column('policyBefore', 'STRING', ({ outcome }) => outcome?.before.policy ?? null),
  column('policyAfter', 'STRING', ({ outcome }) => outcome?.after?.policy ?? null),
  column('error', 'STRING', ({ outcome }) => outcome?.error?.type ?? null),
];

export function columnsOf(job: Pick<JobRecord, 'type'>): readonly Column[] {
  return job.type === 'export' ? exportColumns : reinspectColumns;
}

/** Rows that are read at once: a report takes some 30 KB of memory on its way, and an isolate has little. */
const pageSize = 200;

/** Which rows of a result are wanted: all of them when nothing is said. */
export interface ResultRange {
  /** Rows of live photos after this one, in the order of ids. */
  readonly after?: string | undefined;
  /** As many at most. */
  readonly limit?: number | undefined;
}

/** The rows of a result, page by page: what is erased while it is read is not among those that follow. */
export async function* resultPages(
  store: Pick<WorkStore, 'listResult'>,
  job: JobRecord,
  { after = '', limit = Number.POSITIVE_INFINITY }: ResultRange = {},
): AsyncGenerator<readonly ResultRow[]> {
  let last = after;
  for (let left = limit; left > 0; ) {
    const size = Math.min(pageSize, left);
    const rows = await store.listResult(job, last, size);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    left -= rows.length;
    last = rows.at(-1)?.photo.id ?? last;
  }
}
