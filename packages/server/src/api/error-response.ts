/** Turns whatever was thrown into the documented answer; what is not the caller's business goes to the log alone. */
import { LivePhotoError } from '@livephoto/core';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Log } from '../log.ts';
import { RefusedCaptureError } from './captures/page-answer.ts';
import type { ApiEnv } from './context.ts';
import { RateLimitError } from './rate-limit.ts';
import { RefusedPhotoError } from './refusal.ts';

/** Seconds after which a busy server is worth another try. */
const busyRetryAfter = 1;

export function errorResponse(thrown: unknown, c: Context<ApiEnv>, log: Log): Response {
  const requestId = c.get('requestId');
  if (!(thrown instanceof LivePhotoError)) {
    log.error({ requestId, err: thrown }, 'request failed');
    return internalError(c);
  }
  if (thrown.status === 500) {
    log.error({ requestId, type: thrown.type, err: thrown }, 'request failed');
    return internalError(c);
  }
  c.get('logFields').error = thrown.type;
  if (thrown.status === 401) c.header('WWW-Authenticate', 'Bearer');
  if (thrown instanceof RateLimitError) c.header('Retry-After', String(thrown.retryAfter));
  if (thrown.status === 503 || thrown.status === 507) c.header('Retry-After', String(busyRetryAfter));
  // What is left of a body that was not wanted would be taken for the next request.
  if (thrown.status === 413 || thrown.status === 503 || thrown.status === 507)
    c.header('Connection', 'close');
  return c.json(
    {
      ...(thrown.type === 'model_missing' ? { type: 'service_unavailable' } : { type: thrown.type }),
      message: thrown.type === 'model_missing' ? 'The models are not loaded' : thrown.message,
      ...(thrown.param === undefined ? {} : { param: thrown.param }),
      ...(thrown instanceof RefusedPhotoError ? { inspections: thrown.inspections } : {}),
      ...(thrown instanceof RefusedCaptureError ? { findings: thrown.findings, ...thrown.session } : {}),
    },
    thrown.status as ContentfulStatusCode,
  );
}

function internalError(c: Context<ApiEnv>): Response {
  return c.json(
    {
      type: 'internal_server_error',
      message: 'Something went wrong on our side; the request may be repeated',
    },
    500,
  );
}
