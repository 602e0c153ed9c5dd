/** The Live Photos API as a Hono app: no runtime in it, everything it uses comes in through its options. */
import { createIds, LivePhotoError } from '@livephoto/core';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { noBudget } from '../budget.ts';
import { createClientTokens } from '../keys/client-tokens.ts';
import { silentLog } from '../log.ts';
import { createMemoryBuckets } from '../rate-limits/memory-buckets.ts';
import { authenticate, authorize } from './authenticate.ts';
import { validate } from './body.ts';
import { sayBrokenOff } from './broken-off.ts';
import { type ApiEnv, defaultLimits, type LivePhotoApiOptions, type Services } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { errorResponse } from './error-response.ts';
import { createFailedLogins } from './failed-logins.ts';
import { refuseForeignHosts } from './hosts.ts';
import { createGate } from './inspect.ts';
import { createIntake } from './intake.ts';
import { tolerantPath } from './paths.ts';
import { createRateLimiter } from './rate-limit.ts';
import { mountReference } from './reference.ts';
import { requestLog } from './request-log.ts';
import { auditEndpoints } from './routes/audit-logs.ts';
import { captureSessionEndpoints } from './routes/capture-sessions.ts';
import { clientEndpoints } from './routes/clients.ts';
import { inspectionEndpoints } from './routes/inspections.ts';
import { jobEndpoints } from './routes/jobs.ts';
import { livePhotoEndpoints } from './routes/live-photos.ts';
import { healthEndpoints, operationEndpoints } from './routes/operations.ts';
import { tokenEndpoints } from './routes/tokens.ts';
import { uploadEndpoints } from './routes/uploads.ts';
import { webhookEndpoints } from './routes/webhooks.ts';
import { securityHeaders } from './security-headers.ts';
import { mountStudio } from './studio.ts';
import { traceRequests } from './tracing.ts';

/**
 * @example
 * const app = createLivePhotoApi({ inspector, store, blobs, vault, keys });
 * export default { fetch: app.fetch };
 */
export function createLivePhotoApi(options: LivePhotoApiOptions): Hono<ApiEnv> {
  const clock = options.clock ?? Date.now;
  const ids = options.ids ?? createIds(clock);
  const log = options.log ?? silentLog;
  const services: Services = {
    ...options,
    inspector: sayBrokenOff(options.inspector, log),
    budget: options.budget ?? noBudget,
    clock,
    ids,
    tokens: createClientTokens(options.vault, options.keys, clock, ids),
    limits: { ...defaultLimits, ...options.limits },
    replayDays: options.replayDays ?? 30,
    log,
    noteFailedLogin: createFailedLogins(options.store, clock, ids, log),
  };
  const endpoints = listEndpoints(services);
  const app = new Hono<ApiEnv>({ getPath: (request) => tolerantPath(request.url) });

  if (options.tracing) app.use(traceRequests(options.tracing));
  app.use(requestLog(services));
  app.use(securityHeaders({ crossOrigin: (options.corsOrigins?.length ?? 0) > 0 }));
  if (options.corsOrigins?.length) {
    app.use(
      cors({
        origin: options.corsOrigins.includes('*') ? '*' : [...options.corsOrigins],
        allowMethods: ['GET', 'POST', 'DELETE'],
        allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Prefer', 'X-Request-Id'],
        exposeHeaders: ['X-Request-Id', 'Retry-After', 'Location', 'Preference-Applied'],
        maxAge: 600,
      }),
    );
  }
  if (options.hosts && !options.hosts.includes('*')) app.use(refuseForeignHosts(options.hosts));
  app.onError((error, c) => errorResponse(error, c, services.log));
  app.notFound((c) =>
    errorResponse(
      new LivePhotoError('resource_not_found', `There is nothing at ${c.req.path.slice(0, 200)}`),
      c,
      services.log,
    ),
  );

  const buckets = options.buckets ?? createMemoryBuckets(clock);
  const takeRequest = createRateLimiter(services.limits.requestsPerSecond, buckets);
  for (const endpoint of endpoints) {
    const answer = async (c: Context<ApiEnv>) => {
      if (endpoint.access !== 'open') {
        const caller = await authenticate(services, c, endpoint);
        c.set('caller', caller.id);
        await takeRequest(caller);
        await authorize(services, c, endpoint.access);
        c.header('Cache-Control', 'no-store');
      }
      const query = endpoint.query ? validate(endpoint.query, c.req.query()) : undefined;
      return endpoint.handle({ c, key: c.get('key'), id: c.req.param('id') ?? '', query });
    };
    app.on(endpoint.method, endpoint.path, (c) => {
      c.set('route', endpoint.path);
      return services.budget.run(endpoint.storeWait ?? services.limits.storeWait, () => answer(c));
    });
  }
  mountReference(app, endpoints, options.studio);
  mountStudio(app, options.studio);
  refuseOtherMethods(app);
  return app;
}

/** The endpoints of an API over `services`, as its OpenAPI document lists them. */
export function listEndpoints(services: Services): readonly Endpoint[] {
  const gate = createGate(services.limits.uploadsInFlight);
  const intake = createIntake(services.limits);
  return [
    ...livePhotoEndpoints(services, intake, gate),
    ...clientEndpoints(services, intake),
    ...captureSessionEndpoints(services, intake, gate),
    ...tokenEndpoints(services, intake),
    ...inspectionEndpoints(services, intake, gate),
    ...uploadEndpoints(services),
    ...jobEndpoints(services, intake),
    ...webhookEndpoints(services, intake),
    ...auditEndpoints(services),
    ...healthEndpoints(),
    ...(services.operationsApart ? [] : operationEndpoints(services, false)),
  ];
}

/** Answers 405 with `Allow` where a path has endpoints, but none for the method. */
function refuseOtherMethods(app: Hono<ApiEnv>): void {
  const allowed = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method === 'ALL') continue;
    const methods = allowed.get(path) ?? new Set();
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
    allowed.set(path, methods);
  }
  for (const [path, methods] of allowed) {
    app.all(path, (c) => {
      c.header('Allow', [...methods].join(', '));
      throw new LivePhotoError('method_not_allowed', `${c.req.method} is not possible here`);
    });
  }
}
