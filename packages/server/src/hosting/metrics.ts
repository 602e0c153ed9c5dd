/** Metrics by prom-client: the API's own, the pool's, and the process's. */
import type { PoolStats } from '@livephoto/worker-runtime';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../api/metrics.ts';

export function createMetrics(pool: () => PoolStats): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'livephoto_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const latencies = new Histogram({
    name: 'livephoto_request_duration_seconds',
    help: 'Time from the headers of a request to its answer',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const inspections = new Counter({
    name: 'livephoto_inspections_total',
    help: 'Inspections by outcome: accepted, or the type of the refusal or error',
    labelNames: ['outcome'],
    registers,
  });
  const inspectionTimes = new Histogram({
    name: 'livephoto_inspection_duration_seconds',
    help: 'Time of an inspection, waiting for a worker included',
    buckets: [0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6],
    registers,
  });
  const gauge = (name: string, help: string, read: (stats: PoolStats) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read(pool()));
      },
    });
  gauge('livephoto_queue_depth', 'Inspections that wait for a worker', (stats) => stats.queued);
  gauge('livephoto_workers_busy', 'Workers that inspect', (stats) => stats.busy);
  gauge('livephoto_workers_alive', 'Workers that are up', (stats) => stats.alive);
  gauge('livephoto_workers_lost', 'Workers that ended unasked since the start', (stats) => stats.lost);

  return {
    request({ method, route, status, seconds }) {
      requests.inc({ method, route, status });
      latencies.observe({ method, route }, seconds);
    },
    inspection({ outcome, seconds }) {
      inspections.inc({ outcome });
      inspectionTimes.observe(seconds);
    },
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
