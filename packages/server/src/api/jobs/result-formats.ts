/** A job's result as bytes, written as it is read: NDJSON or Parquet. */
import { LivePhotoError } from '@livephoto/core';
import type { ResultRow } from '../../store/jobs.ts';
import type { Cell, Column } from './result-rows.ts';

export const resultTypes = {
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
} as const;
export type ResultFormat = keyof typeof resultTypes;

/** Rows of one row group: what Parquet holds in memory. */
const rowGroup = 5000;

type Pages = AsyncIterable<readonly ResultRow[]>;

export async function* asNdjson(columns: readonly Column[], pages: Pages): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const rows of pages) {
    const lines = rows.map(
      (row) => `${JSON.stringify(Object.fromEntries(columns.map(({ name, read }) => [name, read(row)])))}\n`,
    );
    yield encoder.encode(lines.join(''));
  }
}

/**
 * @returns a writer, loaded before an answer is begun.
 * @throws {LivePhotoError} `unsupported_runtime` when hyparquet-writer is not installed.
 */
export async function loadParquet(): Promise<
  (columns: readonly Column[], pages: Pages) => AsyncGenerator<Uint8Array>
> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import(
    // The part of it that runs anywhere.
    'hyparquet-writer/src/index.js'
  ).catch((error: unknown) => {
    throw new LivePhotoError(
      'unsupported_runtime',
      'This server cannot write Parquet: its operator installs hyparquet-writer; ndjson works without',
      { cause: error },
    );
  });
  return async function* asParquet(columns, pages) {
    const bytes = new ByteWriter();
    const take = () => {
      const taken = bytes.getBytes().slice();
      bytes.index = 0;
      return taken;
    };
    // Cells alone: a report takes a hundred times their room.
    let waiting: (Cell | Date)[][] = columns.map(() => []);
    const countWaiting = () => waiting[0]?.length ?? 0;
    const columnData = () =>
      columns.map(({ name, type }, i) => ({ name, type, nullable: true, data: waiting[i] ?? [] }));
    const writer = new ParquetWriter({
      writer: bytes,
      schema: schemaFromColumnData({ columnData: columnData() }),
      createdBy: 'livephoto',
    });
    const write = async () => {
      await writer.write({ columnData: columnData(), rowGroupSize: rowGroup });
      waiting = columns.map(() => []);
    };
    for await (const rows of pages) {
      for (const row of rows) {
        for (const [i, { type, read }] of columns.entries()) waiting[i]?.push(cellOf(type, read(row)));
      }
      if (countWaiting() < rowGroup) continue;
      await write();
      yield take();
    }
    if (countWaiting() > 0) await write();
    await writer.finish();
    yield take();
  };
}

function cellOf(type: Column['type'], cell: Cell): Cell | Date {
  return type === 'TIMESTAMP' && typeof cell === 'string' ? new Date(cell) : cell;
}
