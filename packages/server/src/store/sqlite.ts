/** SQLite in one file: the embedded default. */

import { Kysely, SqliteDialect } from 'kysely';
import SqliteDatabase from 'libsql';
import { type Database, transactionBatch } from './database.ts';
import type { Schema } from './schema.ts';

/**
 * Opens (and makes) a database file. Several processes may have it open.
 * @param path of the file; its folder must exist.
 */
export function openSqlite(path: string): Database {
  const connection = new SqliteDatabase(path);
  for (const pragma of [
    'journal_mode = WAL',
    // An answer is an acknowledgement: it must outlive a power cut.
    'synchronous = FULL',
    'busy_timeout = 10000',
    // What is deleted (wrapped keys, personal details) is overwritten with zeros.
    'secure_delete = ON',
    'foreign_keys = ON',
  ]) {
    connection.pragma(pragma);
  }
  const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: connection }) });
  return {
    kysely,
    dialect: 'sqlite',
    batch: transactionBatch(kysely),
    close: () => kysely.destroy(),
  };
}
