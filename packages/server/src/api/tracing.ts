/** What the API tells of where a request's time went; a runtime decides whether anybody listens, and how. */
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './context.ts';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  set(attributes: SpanAttributes): void;
}

export interface Tracing {
  /** A request: `header` reads those that a caller's trace is named in (W3C Trace Context). */
  request<Result>(
    header: (name: string) => string | undefined,
    work: (span: Span & { rename(name: string): void }) => Promise<Result>,
  ): Promise<Result>;
  /** A step of whatever is under way. What it throws is noted and thrown on. */
  span<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

/** One span for each request, named by the path as it is documented: never an id, a key or anybody's details. */
export function traceRequests(tracing: Tracing): MiddlewareHandler<ApiEnv> {
  return (c, next) =>
    tracing.request(
      (name) => c.req.header(name),
      async (span) => {
        await next();
        const route = c.get('route') ?? 'unknown';
        span.rename(`${c.req.method} ${route}`);
        span.set({
          'http.request.method': c.req.method,
          'http.route': route,
          'http.response.status_code': c.res.status,
          'livephoto.request_id': c.get('requestId'),
        });
      },
    );
}

/**
 * The same object, each call of its methods a span `<name>.<method>`.
 * @param methods those that answer promises.
 */
export function traced<Target extends object>(
  target: Target,
  name: string,
  methods: readonly (keyof Target & string)[],
  tracing: Tracing,
): Target {
  const spans = Object.fromEntries(
    methods.map((method) => [
      method,
      (...args: unknown[]) =>
        tracing.span(`${name}.${method}`, () =>
          (target[method] as (...given: unknown[]) => Promise<unknown>).apply(target, args),
        ),
    ]),
  );
  // Not a copy: what is no method of the object's own, and what changes, stays its own.
  return Object.assign(Object.create(target) as Target, spans);
}
