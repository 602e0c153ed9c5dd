/** The API over a Worker's bindings: one for each isolate. */
import { createIds, type Inspector, LivePhotoError } from '@livephoto/core';
import type { Hono } from 'hono';
import type { ApiEnv } from '../api/context.ts';
import { createLivePhotoApi } from '../api/create-api.ts';
import type { BlobStore } from '../blobs/blob-store.ts';
import { openR2Blobs } from '../blobs/r2.ts';
import { createApiKeys, type KeyVerifier } from '../keys/api-keys.ts';
import type { Log } from '../log.ts';
import { openD1 } from '../store/d1.ts';
import { createAuditChain } from '../store/kysely/audit-chain.ts';
import { createKyselyStore } from '../store/kysely-store.ts';
import type { LivePhotoStore } from '../store/live-photo-store.ts';
import { keyringOf } from '../vault/keyring.ts';
import { createVault, type Vault } from '../vault/vault.ts';
import type { Environment, WorkerConfig } from './environment.ts';
import { createInspectorHost, type InspectorHost } from './inspector-host.ts';
import { createConsoleLog } from './log.ts';
import { limitKeys } from './rate-limit-binding.ts';

export interface Service {
  readonly app: Hono<ApiEnv>;
  readonly config: WorkerConfig;
  readonly store: LivePhotoStore;
  readonly blobs: BlobStore;
  readonly vault: Vault;
  readonly log: Log;
}

export interface InspectorParts {
  create(environment: Environment): Promise<Inspector>;
  /** See {@link InspectorHost}. */
  renew(): Promise<void>;
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
    renew: parts.renew,
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
  const app = createLivePhotoApi({
    inspector: logFailures(host, log),
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
    compat: config.compat,
    corsOrigins: config.corsOrigins,
    ready: host.ready,
  });
  return { app, config, store, blobs, vault, log };
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
