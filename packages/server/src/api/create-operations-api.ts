/** Health, readiness and metrics on a port of their own, where they need no key. */
import { createIds } from '@livephoto/core';
import { Hono } from 'hono';
import { silentLog } from '../log.ts';
import type { ApiEnv, LivePhotoApiOptions } from './context.ts';
import { errorResponse } from './error-response.ts';
import { requestLog } from './request-log.ts';
import { healthEndpoints, operationEndpoints } from './routes/operations.ts';

/** @param options those of the API that is looked after. */
export function createOperationsApi(options: LivePhotoApiOptions): Hono<ApiEnv> {
  const ids = options.ids ?? createIds(options.clock ?? Date.now);
  const services = { ...options, ids, log: options.log ?? silentLog };
  const app = new Hono<ApiEnv>();
  app.use(requestLog(services));
  app.onError((error, c) => errorResponse(error, c, services.log));
  for (const endpoint of [...healthEndpoints(), ...operationEndpoints(services, true)]) {
    app.on(endpoint.method, endpoint.path, async (c) => {
      c.set('route', endpoint.path);
      return endpoint.handle({ c, key: c.get('key'), id: '', query: undefined });
    });
  }
  return app;
}
