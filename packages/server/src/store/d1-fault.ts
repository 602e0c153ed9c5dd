/** Errors that say that D1 is away, overloaded or full, told apart from what a statement did wrong. */
import { LivePhotoError } from '@livephoto/core';

/** By the sentences of https://developers.cloudflare.com/d1/observability/debug-d1/#error-list: there are no codes. */
const away =
  /D1 DB is overloaded|Network connection lost|reset because|and was reset|to be reset|Cannot resolve D1 DB|Internal error (?:in|while starting up) D1|Internal error while starting|exceeded timeout|client disconnected/i;
const full = /Exceeded maximum DB size|exceeded D1's maximum account storage|SQLITE_FULL/i;

/** The typed error that callers get for a database that cannot be used now; any other error as it is. */
export function d1Error(error: unknown): unknown {
  const { message = '', cause } = error as { message?: string; cause?: { message?: string } };
  const said = `${message} ${cause?.message ?? ''}`;
  if (full.test(said)) {
    return new LivePhotoError(
      'insufficient_storage',
      'The database is as large as it may be: delete what is not needed, or ask the operator for room',
      { cause: error },
    );
  }
  if (away.test(said)) {
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
