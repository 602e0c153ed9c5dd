/** What goes on beside requests, where a request needs it. */
import { LivePhotoError } from '@livephoto/core';
import type { BackgroundWork, Services } from './context.ts';

/** @throws {LivePhotoError} `unsupported_runtime` when this server has no queue. */
export function workOf(services: Services): BackgroundWork {
  if (services.work) return services.work;
  throw new LivePhotoError(
    'unsupported_runtime',
    'This server has no queue for jobs and webhooks: its operator sets LIVEPHOTO_JOBS, see docs/jobs.md',
  );
}
