/** The API over a Worker's bindings: one for each isolate. */
import { createIds, type Inspector, LivePhotoError } from '@livephoto/core';
import type { Hono } from 'hono';
import type { ApiEnv } from '../api/context.ts';
import { createLivePhotoApi } from '../api/create-api.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { openR2Blobs } from '../blobs/r2.ts';
import { planSweep, sweep } from '../housekeeping/sweep.ts';
import { createWork } from '../jobs/create-work.ts';
import type { TaskRunner } from '../jobs/task-runner.ts';
import { createApiKeys, type KeyVerifier } from '../keys/api-keys.ts';
import type { Log } from '../log.ts';
import { type CloudflareQueue, createCloudflareQueue } from '../queues/cloudflare.ts';
import { openD1 } from '../store/d1.ts';
import type { Database } from '../store/database.ts';
import { type AuditChain, createAuditChain } from '../store/kysely/audit-chain.ts';
import { createKyselyStore } from '../store/kysely-store.ts';
import { createKyselyWorkStore } from '../store/kysely-work-store.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';
import type { WorkStore } from '../store/work-store.ts';
import { keyringOf } from '../vault/keyring.ts';
import { createVault, type Vault } from '../vault/vault.ts';
import type { Environment, WorkerConfig } from './environment.ts';
import { createInspectorHost, type InspectorHost } from './inspector-host.ts';
import { createConsoleLog } from './log.ts';
import { limitKeys } from './rate-limit-binding.ts';
import { sendWebhook } from './send-webhook.ts';

export interface Service {
  readonly app: Hono<ApiEnv>;
  readonly config: WorkerConfig;
  readonly store: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  readonly log: Log;
  /** Present with a queue. */
  readonly background: Background | undefined;
}

export interface Background {
  readonly queue: CloudflareQueue;
  readonly runner: TaskRunner;
  readonly work: WorkStore;
}

export interface InspectorParts {
  /** Lets go of the inspector that it made before, if it made one. */
  create(environment: Environment): Promise<Inspector>;
}

export function createService(environment: Environment, parts: InspectorParts): Service {
  const { bindings, config } = environment;
  const log = createConsoleLog(config.logLevel);
  const database = openD1(bindings.DB);
  const vault = createVault(() => keyringOf(config.masterKey, config.previousMasterKeys));
  const chain = createAuditChain(database);
  const store = createKyselyStore(database, vault, chain);
  const blobs = openR2Blobs(bindings.PHOTOS);
  const host = createInspectorHost({
    create: () => parts.create(environment),
    timeLimit: config.inspectionTimeout * 1000,
    clock: Date.now,
    log,
  });
  const keys = limitKeys(
    explainMissingTables(createApiKeys(database, Date.now, createIds(Date.now), chain)),
    {
      live: bindings.RATE_LIMIT_LIVE,
      test: bindings.RATE_LIMIT_TEST,
    },
  );
  const inspector = logFailures(host, log);
  const background = createBackground({ environment, database, vault, chain, store, blobs, inspector, log });
  const app = createLivePhotoApi({
    inspector,
    store,
    blobs,
    vault,
    keys,
    limits: {
      bodyTime: config.requestTimeout * 1000,
      requestsPerSecond: { live: config.rateLive, test: config.rateTest },
      // One is inspected, the others hold their bodies in the isolate's memory meanwhile.
      uploadsInFlight: 1 + config.queue,
      // An isolate has 128 MB: what is on its way counts as well.
      bodiesInFlight: 1 + config.queue,
      storeTime: config.storeTimeout * 1000,
    },
    log,
    replayDays: config.replayDays,
    compat: config.compat,
    corsOrigins: config.corsOrigins,
    ready: host.ready,
    work: background && {
      store: background.work,
      webhookTargets: config.webhookTargets,
      waitingUploads: config.waitingUploads,
      // Waited for: what a request leaves behind ends with it. Whatever fails here is found by the clock.
      wake: async () => {
        await background.runner
          .tell()
          .catch((error: unknown) => log.warn({ err: error }, 'the queue could not be told of a task'));
      },
    },
  });
  return { app, config, store, blobs, vault, log, background };
}

/** @returns undefined without a queue. */
function createBackground(parts: {
  readonly environment: Environment;
  readonly database: Database;
  readonly vault: Vault;
  readonly chain: AuditChain;
  readonly store: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly inspector: Pick<InspectorHost, 'inspect'>;
  readonly log: Log;
}): Background | undefined {
  const { database, vault, chain, store, blobs, inspector, log } = parts;
  const { bindings, config } = parts.environment;
  if (!bindings.JOBS) return undefined;
  const clock = Date.now;
  const ids = createIds(clock);
  const queue = createCloudflareQueue(bindings.JOBS);
  const work = createKyselyWorkStore(database, vault, chain);
  const { retentionDays } = config;
  const sweeps = { store, blobs, clock, ids, log, retentionDays };
  const runner = createWork({
    work,
    photos: store,
    blobs,
    vault,
    inspector,
    queue,
    sweep: async (dryRun) => ({ ...(dryRun ? await planSweep(sweeps) : await sweep(sweeps)) }),
    send: sendWebhook,
    clock,
    ids,
    log,
    lease: config.jobTimeout * 1000,
  });
  // An isolate inspects one photo after the other, and is handed one batch at a time.
  void queue.receive(runner.receivers({ uploads: 1, jobs: 1, deliveries: 1 }));
  return { queue, runner, work };
}

/** A model that is missing is answered without its name: the log has to tell. */
function logFailures(host: InspectorHost, log: Log): Omit<InspectorHost, 'ready'> {
  const logged = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof LivePhotoError && error.type === 'model_missing') {
        log.error({ err: error }, 'the models cannot be loaded');
      }
      throw error;
    }
  };
  return {
    inspect: (bytes, options) => logged(host.inspect(bytes, options)),
    inspectCapture: (capture, challenge, options) => logged(host.inspectCapture(capture, challenge, options)),
    fingerprint: (bytes, options) => logged(host.fingerprint(bytes, options)),
  };
}

/** Every request begins with its key, so this is where a database without tables shows. */
function explainMissingTables(keys: KeyVerifier): KeyVerifier {
  const explained = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (error) {
      const lacks = error instanceof Error ? /no such (table|column)/.exec(error.message)?.[1] : undefined;
      if (lacks === undefined) throw error;
      throw new LivePhotoError(
        'service_unavailable',
        `The database of the binding DB has ${lacks === 'table' ? 'no tables yet' : 'the tables of an earlier version'}: wrangler d1 migrations apply DB --remote`,
        { cause: error },
      );
    }
  };
  return {
    verify: (secret) => explained(keys.verify(secret)),
    find: (id) => explained(keys.find(id)),
  };
}
