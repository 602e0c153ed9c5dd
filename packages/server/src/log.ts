/** Where the API writes what it did: pino's shape, so that a pino logger fits as it is. */

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

export interface Log {
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/** Says nothing. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
