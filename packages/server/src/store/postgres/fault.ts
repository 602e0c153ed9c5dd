/** Errors that say that PostgreSQL is away, overloaded or full, told apart from what a statement did wrong. */
import { LivePhotoError } from '@livephoto/core';

/** Of a connection, by Node's codes. */
const connectionCodes = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ENOENT|EADDRNOTAVAIL)/;
/** Of the client library, which gives them no code. */
const clientMessages =
  /timeout exceeded when trying to connect|timeout expired|Query read timeout|Connection terminated|not queryable|Client was closed/;
/**
 * SQLSTATE: connection exceptions, out of resources, shutting down or starting, a system error, cancelled by a time limit,
 * idle in a transaction for too long, read-only, deadlock. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const states = /^(08|53|57P|58|57014|25P0[34]|25006|40P01)/;
const diskFull = '53100';

/** The typed error that callers get for a database that cannot be used now; any other error as it is. */
export function postgresError(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === diskFull) {
    return new LivePhotoError(
      'insufficient_storage',
      'The disk of the database is full: delete what is not needed, or ask the operator for room',
      { cause: error },
    );
  }
  if (connectionCodes.test(code) || states.test(code) || clientMessages.test(message)) {
    return new LivePhotoError(
      'service_unavailable',
      'The database cannot be reached: try again in a moment',
      {
        cause: error,
      },
    );
  }
  return error;
}

/** Whether the error is one of {@link postgresError}'s, and the connection not to be trusted any more. */
export function isAway(error: unknown): boolean {
  return error instanceof LivePhotoError;
}
