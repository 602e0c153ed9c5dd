/** A key for a database that only takes SQL as text: D1, through wrangler. */
import { createIds } from '@livephoto/core';
import type { Mode } from '../store/live-photo-store.ts';
import { type ApiKey, type Grant, newKey, toApiKey } from './api-keys.ts';

/** A new key, and how it is stored. */
export interface KeyAsSql {
  readonly key: ApiKey;
  /** Cannot be read again: the statement holds its hash. */
  readonly secret: string;
  /** One `insert` statement, on one line. */
  readonly sql: string;
}

/**
 * A key for a database that is not reached from here: nothing is stored, the statement does it.
 *
 * @throws {LivePhotoError} `invalid_request` for a grant that cannot be.
 */
export async function createKeyAsSql(mode: Mode, name: string, grant: Grant = {}): Promise<KeyAsSql> {
  const { row, secret } = await newKey(mode, name, grant, Date.now, createIds(Date.now));
  const columns = Object.keys(row).join(', ');
  const values = Object.values(row).map(literal).join(', ');
  return { key: toApiKey(row), secret, sql: `insert into api_keys (${columns}) values (${values});` };
}

function literal(value: string | null): string {
  if (value === null) return 'null';
  // Control characters would end the line, or the text where SQLite sees a NUL.
  const text = value.replace(/\p{Cc}/gu, ' ').replaceAll("'", "''");
  return `'${text}'`;
}
