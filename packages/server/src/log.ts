/** Where the API writes what it did: pino's shape, so that a pino logger fits as it is. */

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Where the server writes what happens: an object for programs, a sentence for people. */
export interface Log {
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/** Says nothing. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** Of an error only what is known to hold no data: drivers add rows and parameters to theirs. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
