/** One connection to a database file, synchronous; after a fault of the file it is closed and opened anew. */
import type { Row } from '../database.ts';
import type { SqliteDriver, SqliteHandle } from './driver.ts';
import { faultOf } from './fault.ts';

export interface Step {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface StepResult {
  readonly rows: readonly Row[];
  readonly changes: number;
}

export interface SqliteConnection {
  /**
   * Runs the steps in order.
   * @param atomic as one transaction; else each commits by itself, unless one of them begins a transaction.
   * @param patience milliseconds to wait for other processes.
   */
  run(steps: readonly Step[], atomic: boolean, patience: number): StepResult[];
  /** Moves everything out of the write-ahead log and empties it. @returns whether no reader stood in the way. */
  emptyLog(patience: number): boolean;
  close(): void;
}

const pragmas = [
  'journal_mode = WAL',
  // An answer is an acknowledgement: it must outlive a power cut.
  'synchronous = FULL',
  // What is deleted (keys, sealed details) is overwritten with zeros.
  'secure_delete = ON',
  'foreign_keys = ON',
  // Nothing of it in temporary files.
  'temp_store = MEMORY',
];

/** Opens (and makes) the file when it is first used. */
export function createConnection({ DatabaseSync }: SqliteDriver, path: string): SqliteConnection {
  let handle: SqliteHandle | undefined;

  const open = (patience: number): SqliteHandle => {
    const opened = handle ?? new DatabaseSync(path);
    const fresh = handle === undefined;
    handle = opened;
    opened.exec(`pragma busy_timeout = ${Math.max(1, Math.floor(patience))}`);
    if (fresh) for (const pragma of pragmas) opened.exec(`pragma ${pragma}`);
    return opened;
  };

  /**
   * What failed may have left a lock, a page or a piece of log behind: a connection that is opened anew looks at the file
   * itself. What is closed rolls back.
   */
  const abandon = () => {
    const failed = handle;
    handle = undefined;
    try {
      failed?.close();
    } catch {
      // It never was open.
    }
  };

  /**
   * A commit whose bytes were written but not kept lies behind the end of the log, whole: after a crash it would be taken for
   * done. Something that changes nothing goes over it; that it may not be kept either does not matter.
   */
  const coverLog = () => {
    if (!handle) return;
    rollBack(handle);
    try {
      const [row] = runStep(handle, { sql: 'pragma user_version', parameters: [] }).rows;
      handle.exec(`pragma user_version = ${Number(row?.user_version)}`);
    } catch {
      // Written or not: whoever asked hears that nobody knows.
    }
  };

  const guarded = <Result>(patience: number, work: (db: SqliteHandle) => Result): Result => {
    try {
      return work(open(patience));
    } catch (error) {
      const fault = faultOf(error);
      if (fault === 'io') coverLog();
      if (fault) abandon();
      throw error;
    }
  };

  return {
    run(steps, atomic, patience) {
      return guarded(patience, (db) => {
        if (!atomic) return steps.map((step) => runStep(db, step));
        db.exec('begin immediate');
        try {
          const results = steps.map((step) => runStep(db, step));
          db.exec('commit');
          return results;
        } catch (error) {
          rollBack(db);
          throw error;
        }
      });
    },

    emptyLog(patience) {
      return guarded(patience, (db) => {
        const [row] = runStep(db, { sql: 'pragma wal_checkpoint(truncate)', parameters: [] }).rows;
        return row?.busy === 0;
      });
    },

    close: abandon,
  };
}

function runStep(db: SqliteHandle, { sql, parameters }: Step): StepResult {
  const statement = db.prepare(sql);
  if (statement.columns().length > 0) return { rows: statement.all(...parameters) as Row[], changes: 0 };
  return { rows: [], changes: Number(statement.run(...parameters).changes) };
}

function rollBack(db: SqliteHandle): void {
  try {
    db.exec('rollback');
  } catch {
    // SQLite did it itself, as it does after most faults.
  }
}
