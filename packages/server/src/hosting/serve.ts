/** A whole server with the embedded or remote stores: storage, workers, the API, HTTP, the sweep, started and stopped in order. */
import { createIds } from '@livephoto/core';
import type { InspectorPool } from '@livephoto/worker-runtime';
import type { LivePhotoApiOptions } from '../api/context.ts';
import { createLivePhotoApi } from '../api/create-api.ts';
import { createOperationsApi } from '../api/create-operations-api.ts';
import { loopbackNames } from '../api/hosts.ts';
import { traced } from '../api/tracing.ts';
import { createClockGuard } from '../housekeeping/clock-guard.ts';
import { type SweepOptions, sweep, sweepUnknownBlobs } from '../housekeeping/sweep.ts';
import type { ApiKeys } from '../keys/api-keys.ts';
import type { Log } from '../log.ts';
import type { StartHttpServer } from './listening.ts';
import { createMetrics } from './metrics.ts';
import { openStorage, type Storage } from './open-storage.ts';
import type { Config } from './settings.ts';
import { startWork, sweeping } from './start-work.ts';
import { installedStudio, serveStudio } from './studio.ts';
import { openTelemetry, type Telemetry } from './telemetry.ts';

/** A server that answers, until it is closed. */
export interface RunningServer {
  /** `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Where `/readyz` and `/metrics` are answered without a key; undefined when they are not apart. */
  readonly operationsUrl: string | undefined;
  /** Keys made by this start, since there were none; they cannot be read again. */
  readonly newKeys: readonly string[];
  /** Whether there is a page at `/`. */
  readonly studio: boolean;
  /** Finishes what was accepted, then ends everything. */
  close(): Promise<void>;
}

/** What of a server is its runtime's. */
export interface ServerHost {
  startPool(config: Config, log: Log): Promise<InspectorPool>;
  readonly startHttpServer: StartHttpServer;
  /** Whether its HTTP answers what is too slow to arrive; the API does where not. */
  readonly httpTimesOut?: boolean;
}

/** @throws {LivePhotoError} what keeps it from starting, and the way out. */
export async function serve(config: Config, log: Log, host: ServerHost): Promise<RunningServer> {
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const telemetry = config.otlpEndpoint ? await openTelemetry(config.otlpEndpoint, log) : undefined;
    if (telemetry) closers.push(telemetry.close);
    const storage = await openStorage(config, log);
    closers.push(storage.close);
    const pool = await host.startPool(config, log);
    closers.push(() => pool.close());

    const studio = config.studio === 'on' ? serveStudio(installedStudio()) : undefined;
    if (config.studio === 'on' && !studio) log.warn({}, 'the studio is not built: there is no page at /');
    const metrics = createMetrics(pool.stats);
    const counted = telemetry?.count(metrics, () => pool.stats().queued) ?? metrics;
    const parts = traceParts({ inspector: pool, store: storage.store, blobs: storage.blobs }, telemetry);
    const sweepOptions = sweepsOf(config, storage, log);
    const work = await startWork({
      config,
      storage: { ...storage, store: parts.store, blobs: parts.blobs },
      inspector: parts.inspector,
      sweepOptions,
      log,
      metrics: counted,
    });
    if (work) closers.push(work.close);
    const options: LivePhotoApiOptions = {
      ...settingsOf(config, host),
      ...parts,
      tracing: telemetry,
      vault: storage.vault,
      keys: storage.keys,
      buckets: storage.buckets,
      budget: storage.budget,
      log,
      metrics: counted,
      work,
      studio,
      assertRoom: storage.reserve.assertRoom,
      async ready() {
        if (pool.stats().alive === 0) throw new Error('No inspection worker is up');
      },
    };
    const app = createLivePhotoApi(options);
    closers.push(startSweeps(config, sweepOptions, storage, log));
    const listen = async (api: Pick<typeof app, 'fetch'>, port: number) => {
      const http = await host.startHttpServer({
        fetch: (request, connection) => api.fetch(request, connection),
        host: config.host,
        port,
        requestTimeout: config.requestTimeout * 1000,
      });
      closers.push(() => http.close(config.shutdownTimeout * 1000));
      return http;
    };
    const operations =
      config.operationsPort === undefined
        ? undefined
        : await listen(createOperationsApi(options), config.operationsPort);
    const http = await listen(app, config.port);
    // Last of all: keys of a start that fails would be shown to nobody, and the next one finds them there.
    const newKeys = await storage.leader.alone('first keys', () => createFirstKeys(storage.keys));
    log.info(
      { url: http.url, operations: operations?.url, workers: config.workers, blobs: storage.blobs.name },
      'listening',
    );
    return {
      url: http.url,
      operationsUrl: operations?.url,
      newKeys,
      studio: studio !== undefined,
      async close() {
        log.info({}, 'shutting down');
        await closeAll();
        log.info({}, 'shut down');
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The steps of a request that take time: an inspection, bytes, and the row that an upload ends with. */
function traceParts<Parts extends Pick<LivePhotoApiOptions, 'inspector' | 'store' | 'blobs'>>(
  parts: Parts,
  telemetry: Telemetry | undefined,
): Parts {
  if (!telemetry) return parts;
  const { inspector, store, blobs } = parts;
  return {
    ...parts,
    inspector: traced(inspector, 'inspector', ['inspect', 'inspectCapture', 'fingerprint'], telemetry),
    store: traced(
      store,
      'store',
      ['getClient', 'reserveBlob', 'commitUpload', 'getLivePhoto', 'deleteLivePhoto', 'appendAudit'],
      telemetry,
    ),
    blobs: traced(blobs, 'blobs', ['put', 'get', 'delete'], telemetry),
  };
}

/** What the API takes from the settings as they are. */
function settingsOf(config: Config, { httpTimesOut }: ServerHost) {
  return {
    limits: {
      requestsPerSecond: { live: config.rateLive, test: config.rateTest },
      // More than the pool takes: it is the one that knows whose turn it is.
      uploadsInFlight: 2 * (config.workers + config.queue),
      storeTime: config.storeTimeout * 1000,
      // Where both have a limit, HTTP's comes first: it also knows of headers.
      bodyTime: config.requestTimeout * 1000 * (httpTimesOut ? 2 : 1),
    },
    replayDays: config.replayDays,
    compat: config.compat,
    corsOrigins: config.corsOrigins,
    publicUrl: config.publicUrl,
    hosts: hostsOf(config),
    operationsApart: config.operationsPort !== undefined,
  } satisfies Partial<LivePhotoApiOptions>;
}

/** Alone on its machine, a server has the names of that alone; elsewhere it cannot know what it is called. */
function hostsOf({ host, allowedHosts }: Config): readonly string[] | undefined {
  if (allowedHosts.length > 0) return allowedHosts.includes('*') ? undefined : allowedHosts;
  const names: readonly string[] = [...loopbackNames, '::1'];
  return names.includes(host) || host.startsWith('127.') ? [...loopbackNames, host] : undefined;
}

/** What a pool takes from the settings, whatever the runtime. */
export function poolOptions(config: Config, log: Log) {
  return {
    size: config.workers,
    queueLimit: config.queue,
    timeLimit: config.inspectionTimeout * 1000,
    policy: config.policy,
    onWorkerLost: (error: Error) => log.error({ err: error }, 'inspection worker lost'),
  };
}

async function createFirstKeys(keys: ApiKeys): Promise<string[]> {
  if ((await keys.list()).length > 0) return [];
  const test = await keys.create('test', 'first test key');
  const live = await keys.create('live', 'first live key');
  return [test.secret, live.secret];
}

export function sweepsOf(config: Config, { store, blobs }: Storage, log: Log): SweepOptions {
  return {
    store,
    blobs,
    clock: Date.now,
    ids: createIds(Date.now),
    log,
    retentionDays: config.retentionDays,
    retentionShare: config.retentionShare / 100,
    guard: createClockGuard(store, Date.now, () => performance.now()),
  };
}

/** Sweeps at once and then from time to time. @returns what ends it. */
function startSweeps(
  config: Config,
  options: SweepOptions,
  { reserve, leader }: Pick<Storage, 'reserve' | 'leader'>,
  log: Log,
): () => Promise<void> {
  let current: Promise<void> = Promise.resolve();
  const run = async (work: () => Promise<object>) => {
    try {
      // What a sweep may delete at once, it may for all servers together.
      if (!(await leader.isLeader())) return;
      const result = await leader.alone(sweeping, work);
      if (Object.values(result).some((count) => count > 0)) log.info({ ...result }, 'swept');
    } catch (error) {
      log.error({ err: error }, 'sweep failed; the next one tries again');
    }
  };
  current = reserve
    .fill()
    .then(() => run(() => sweep(options)))
    .then(() => run(async () => ({ unknownBlobs: await sweepUnknownBlobs(options) })));
  const timer = setInterval(() => {
    current = current.then(reserve.fill).then(() => run(() => sweep(options)));
  }, config.sweepInterval * 1000);
  return async () => {
    clearInterval(timer);
    await current;
  };
}
