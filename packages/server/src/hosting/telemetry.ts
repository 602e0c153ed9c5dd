/** Traces and metrics by OpenTelemetry's SDK, sent to a collector: loaded only where one is named. */
import { LivePhotoError } from '@livephoto/core';
import type { Meter, Span } from '@opentelemetry/api';
import type { Metrics } from '../api/metrics.ts';
import type { Tracing } from '../api/tracing.ts';
import type { Log } from '../log.ts';

export interface Telemetry extends Tracing {
  /** Counts in `metrics` and for the collector. */
  count(metrics: Metrics, queued: () => number): Metrics;
  /** Sends what is left, and ends. */
  close(): Promise<void>;
}

const serviceName = 'livephoto';

/**
 * @param endpoint of the collector, OTLP over HTTP: `http://collector:4318`.
 * @throws {LivePhotoError} when the SDK is not installed.
 */
export async function openTelemetry(endpoint: string, log: Log): Promise<Telemetry> {
  const sdk = await loadSdk();
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, metrics: metricsApi } = sdk.api;
  const resource = sdk.resources.resourceFromAttributes({ 'service.name': serviceName });
  const url = (path: string) => `${endpoint.replace(/\/+$/, '')}${path}`;
  const contexts = new sdk.contexts.AsyncLocalStorageContextManager().enable();
  // Whoever embeds the server may have a context manager of its own already.
  context.setGlobalContextManager(contexts);
  const provider = new sdk.traces.BasicTracerProvider({
    resource,
    spanProcessors: [
      new sdk.traces.BatchSpanProcessor(new sdk.traceExporter.OTLPTraceExporter({ url: url('/v1/traces') })),
    ],
  });
  const meters = new sdk.metrics.MeterProvider({
    resource,
    readers: [
      new sdk.metrics.PeriodicExportingMetricReader({
        exporter: new sdk.metricExporter.OTLPMetricExporter({ url: url('/v1/metrics') }),
      }),
    ],
  });
  const tracer = provider.getTracer(serviceName);
  const propagator = new sdk.core.W3CTraceContextPropagator();

  const fail = (span: Span, error: unknown) => {
    const type = error instanceof LivePhotoError ? error.type : 'error';
    span.setAttribute('error.type', type);
    // Refusals are answers; what is nobody's fault but ours is an error.
    if (!(error instanceof LivePhotoError) || error.status >= 500) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: type });
    }
  };
  const within = async <Result>(span: Span, work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  };

  return {
    request(header, work) {
      const getter = { get: (_: unknown, name: string) => header(name), keys: () => [] };
      const parent = propagator.extract(ROOT_CONTEXT, null, getter);
      return tracer.startActiveSpan('request', { kind: SpanKind.SERVER }, parent, (span) =>
        within(span, () =>
          work({
            rename: (name) => span.updateName(name),
            set: (attributes) => {
              span.setAttributes(attributes);
              if (Number(attributes['http.response.status_code']) >= 500) {
                span.setStatus({ code: SpanStatusCode.ERROR });
              }
            },
          }),
        ),
      );
    },

    span: (name, work) => tracer.startActiveSpan(name, (span) => within(span, work)),

    count: (metrics, queued) => alsoCount(metrics, meters.getMeter(serviceName), queued),

    async close() {
      const ended = await Promise.allSettled([provider.shutdown(), meters.shutdown()]);
      for (const end of ended) {
        if (end.status === 'rejected') log.warn({ err: end.reason }, 'telemetry could not be sent');
      }
      context.disable();
      metricsApi.disable();
    },
  };
}

/** Counts in `counted`, and in instruments of the meter. */
function alsoCount(counted: Metrics, meter: Meter, queued: () => number): Metrics {
  const requests = meter.createHistogram('http.server.request.duration', { unit: 's' });
  const inspections = meter.createHistogram('livephoto.inspection.duration', { unit: 's' });
  meter
    .createObservableGauge('livephoto.queue.depth', { unit: '{inspection}' })
    .addCallback((result) => result.observe(queued()));
  return {
    request(measure) {
      counted.request(measure);
      requests.record(measure.seconds, {
        'http.request.method': measure.method,
        'http.route': measure.route,
        'http.response.status_code': measure.status,
      });
    },
    inspection(measure) {
      counted.inspection(measure);
      inspections.record(measure.seconds, { 'livephoto.outcome': measure.outcome });
    },
    render: () => counted.render(),
  };
}

async function loadSdk() {
  try {
    const [api, contexts, core, metricExporter, traceExporter, resources, metrics, traces] =
      await Promise.all([
        import('@opentelemetry/api'),
        import('@opentelemetry/context-async-hooks'),
        import('@opentelemetry/core'),
        import('@opentelemetry/exporter-metrics-otlp-http'),
        import('@opentelemetry/exporter-trace-otlp-http'),
        import('@opentelemetry/resources'),
        import('@opentelemetry/sdk-metrics'),
        import('@opentelemetry/sdk-trace-base'),
      ]);
    return { api, contexts, core, metricExporter, traceExporter, resources, metrics, traces };
  } catch (cause) {
    throw new LivePhotoError(
      'invalid_request',
      'Telemetry needs the packages of OpenTelemetry, which are not installed: docs/server.md names them; or leave --otlp-endpoint out',
      { param: 'otlpEndpoint', cause },
    );
  }
}
