/** SQLite as JavaScript runs it: the interface of `node:sqlite`, from the runtime or from a package with the same code. */

export interface SqliteStatement {
  run(...parameters: unknown[]): { readonly changes: number | bigint };
  all(...parameters: unknown[]): unknown[];
  /** None for a statement that answers no rows. */
  columns(): readonly unknown[];
}

export interface SqliteHandle {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteDriver {
  readonly DatabaseSync: new (path: string) => SqliteHandle;
}

/**
 * Bun and Deno bring the module themselves. Node 20 has none and Node 22 calls its own experimental, so there it is the
 * package; a platform that the package has no binary for still has what its Node may bring.
 */
export async function loadSqlite(): Promise<SqliteDriver> {
  // Not a literal: the types of Node 20 know no such module.
  const builtIn: string = 'node:sqlite';
  const { bun, deno } = process.versions as Record<string, string | undefined>;
  if (bun || deno) return import(builtIn) as Promise<SqliteDriver>;
  try {
    return (await import('@photostructure/sqlite')) as unknown as SqliteDriver;
  } catch (error) {
    return (import(builtIn) as Promise<SqliteDriver>).catch(() => {
      throw error;
    });
  }
}
