/** One log line and one measure for each request: never its image, its key or anybody's details. */
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv, Services } from './context.ts';

/** Takes a caller's request id over when it is harmless, else makes one; answers it as `X-Request-Id`. */
export function requestLog({
  log,
  metrics,
  ids,
}: Pick<Services, 'log' | 'metrics' | 'ids'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const start = performance.now();
    const given = c.req.header('X-Request-Id');
    const requestId = given && /^[\w.-]{1,64}$/.test(given) ? given : ids();
    c.set('requestId', requestId);
    c.set('logFields', {});
    c.header('X-Request-Id', requestId);
    await next();
    const milliseconds = performance.now() - start;
    const route = c.get('route') ?? 'unknown';
    const { status } = c.res;
    metrics?.request({ method: c.req.method, route, status, seconds: milliseconds / 1000 });
    log.info(
      { requestId, method: c.req.method, route, status, ms: Math.round(milliseconds), ...c.get('logFields') },
      'request',
    );
  };
}
