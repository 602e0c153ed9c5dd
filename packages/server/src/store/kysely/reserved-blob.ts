/** The note of bytes that may have appeared before their row: held for the step that writes the row, and gone with it. */
import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from '../schema.ts';

export interface ReservedBlob {
  /** Locks the note, so that a sweep cannot condemn it between here and the end of the step; changes nothing when it is gone. */
  readonly reservation: Compilable;
  /** The condition that the note still stands. */
  readonly isReserved: RawBuilder<unknown>;
  /** @returns what takes the note away where the row `stored` asks for is there. */
  takeAway(stored: RawBuilder<unknown>): Compilable;
}

export function reservedBlob(db: Kysely<Schema>, blobKey: string): ReservedBlob {
  return {
    reservation: db
      .updateTable('pending_blobs')
      .set({ state: 'reserved' })
      .where('blob_key', '=', blobKey)
      .where('state', '=', 'reserved'),
    isReserved: sql`exists (select 1 from pending_blobs where blob_key = ${blobKey} and state = 'reserved')`,
    takeAway: (stored) => ({
      compile: () => sql`delete from pending_blobs where blob_key = ${blobKey} and ${stored}`.compile(db),
    }),
  };
}
