/** What a Worker is given: bindings, secrets and settings, checked before they are used. */
import { LivePhotoError, policies } from '@livephoto/core';
import type { R2BucketLike } from '../blobs/r2.ts';
import { readConfig } from '../hosting/read-config.ts';
import { type Config, type SettingName, settings } from '../hosting/settings.ts';
import type { QueueBinding } from '../queues/cloudflare.ts';
import type { D1DatabaseLike } from '../store/d1.ts';
import type { ModelBucket } from './models.ts';
import type { RateLimit } from './rate-limit-binding.ts';

export interface Bindings {
  /** D1: clients, live photos, reports, API keys, the audit log. */
  readonly DB: D1DatabaseLike;
  /** R2: the encrypted images. */
  readonly PHOTOS: R2BucketLike;
  /** R2: the models, for a Worker that was built without them. */
  readonly MODELS?: ModelBucket;
  /** Cloudflare Queue of jobs, webhooks and uploads that are inspected later; there are none of them without. */
  readonly JOBS?: QueueBinding;
  /** Rate limits of Cloudflare's, beside those that each isolate keeps. */
  readonly RATE_LIMIT_LIVE?: RateLimit;
  readonly RATE_LIMIT_TEST?: RateLimit;
}

/** What a Worker takes of the server's settings, as variables or secrets, and what they mean there. */
export const workerSettings = {
  masterKey: '32 bytes in base64 that wrap the keys of the images; a secret',
  previousMasterKeys: 'earlier master keys, with commas between, until every image is wrapped anew; a secret',
  policy: `what is accepted: ${Object.keys(policies).join(', ')}, or JSON with the numbers that differ`,
  queue: 'uploads that may wait in an isolate while it inspects another; the next one is answered 503',
  inspectionTimeout: 'an inspection that takes longer is given up',
  requestTimeout: 'a body that takes longer to arrive is refused',
  storeTimeout: settings.storeTimeout.meaning,
  retentionDays: settings.retentionDays.meaning,
  replayDays: settings.replayDays.meaning,
  rateLive: 'requests a second for each live key, in each isolate',
  rateTest: 'requests a second for each test key, in each isolate',
  jobTimeout: settings.jobTimeout.meaning,
  waitingUploads: settings.waitingUploads.meaning,
  webhookTargets: settings.webhookTargets.meaning,
  corsOrigins: settings.corsOrigins.meaning,
  compat: settings.compat.meaning,
  logLevel: settings.logLevel.meaning,
} as const satisfies Partial<Record<SettingName, string>>;

type WorkerSetting = keyof typeof workerSettings;

/** Where an isolate's 128 MB ask for another default than a server's: an upload that waits holds up to 16 MB. */
const workerDefaults = { [settings.queue.env]: '1' };

export type WorkerConfig = Pick<Config, WorkerSetting> & { readonly masterKey: string };

export interface Environment {
  readonly bindings: Bindings;
  readonly config: WorkerConfig;
}

const required = {
  DB: { kind: 'D1 database', list: 'd1_databases', method: 'prepare' },
  PHOTOS: { kind: 'R2 bucket', list: 'r2_buckets', method: 'put' },
} as const;

/**
 * @param modelsAreBundled whether the Worker has models of its own.
 * @throws {LivePhotoError} `service_unavailable`, with everything that is missing or wrong, and the way out.
 */
export function readEnvironment(
  env: Readonly<Record<string, unknown>>,
  modelsAreBundled: boolean,
): Environment {
  const problems: string[] = [];
  for (const [name, { kind, list, method }] of Object.entries(required)) {
    if (!hasMethod(env[name], method)) problems.push(missingBinding(name, kind, list));
  }
  if (!modelsAreBundled && !hasMethod(env.MODELS, 'get')) {
    problems.push(missingBinding('MODELS', 'R2 bucket with the models', 'r2_buckets'));
  }
  if (env.JOBS !== undefined && !hasMethod(env.JOBS, 'sendBatch')) {
    problems.push(missingBinding('JOBS', 'queue', 'queues.producers'));
  }
  const { config, problems: wrong } = readSettings(env);
  problems.push(...wrong);
  if (config && !config.masterKey) {
    problems.push(
      'The secret LIVEPHOTO_MASTER_KEY is missing: openssl rand -base64 32 | wrangler secret put LIVEPHOTO_MASTER_KEY',
    );
  }
  if (problems.length > 0 || !config) {
    throw new LivePhotoError('service_unavailable', `This Worker is not set up:\n  ${problems.join('\n  ')}`);
  }
  return { bindings: env as unknown as Bindings, config: config as WorkerConfig };
}

function readSettings(env: Readonly<Record<string, unknown>>): {
  readonly config?: Config;
  readonly problems: readonly string[];
} {
  const usable = (Object.keys(workerSettings) as WorkerSetting[]).map((name): string => settings[name].env);
  const given: Record<string, string> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    // Variables may be numbers; bindings are objects.
    if (!name.startsWith('LIVEPHOTO_') || value === undefined || typeof value === 'object') continue;
    if (usable.includes(name)) given[name] = String(value);
    else problems.push(`${name} is no setting of a Worker: it takes ${usable.join(', ')}`);
  }
  try {
    return { config: readConfig({}, { ...workerDefaults, ...given }), problems };
  } catch (error) {
    if (!(error instanceof LivePhotoError)) throw error;
    // The first line says that something is wrong, which is said already.
    return { problems: [...problems, ...error.message.split('\n  ').slice(1)] };
  }
}

function missingBinding(name: string, kind: string, list: string): string {
  return `The binding ${name} (${kind}) is missing: add it to ${list} in wrangler.jsonc and deploy again`;
}

function hasMethod(value: unknown, method: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)[method] === 'function'
  );
}
