/** Every setting of the server: its flag, its environment variable, what it means, and what it may be. */
import { policies } from '@livephoto/core';
import { z } from 'zod';
import { policySchema } from './policy-setting.ts';
import type { Setting } from './setting-schemas.ts';
import { choice, cores, hosts, list, masterKey, origins, positive, whole } from './setting-schemas.ts';

export type { Setting };

/** Keys are the names in code. */
export const settings = {
  host: {
    flag: 'host',
    value: 'address',
    env: 'LIVEPHOTO_HOST',
    meaning: 'address to listen on; 0.0.0.0 for every network',
    schema: z.string().min(1, 'must be an address').default('127.0.0.1'),
  },
  port: {
    flag: 'port',
    value: 'number',
    env: 'LIVEPHOTO_PORT',
    meaning: 'port to listen on; 0 picks a free one',
    schema: whole(0, 65_535).default(8787),
  },
  operationsPort: {
    flag: 'operations-port',
    value: 'number',
    env: 'LIVEPHOTO_OPERATIONS_PORT',
    meaning:
      'port of their own for /readyz and /metrics, without a key; on the API they need one when left out',
    schema: whole(0, 65_535).optional(),
  },
  allowedHosts: {
    flag: 'allowed-hosts',
    value: 'list',
    env: 'LIVEPHOTO_ALLOWED_HOSTS',
    meaning:
      'hosts, without port, that requests may name, with commas between, or * for any; on 127.0.0.1 those of the machine alone when left out',
    schema: hosts.default([]),
  },
  data: {
    flag: 'data',
    value: 'dir',
    env: 'LIVEPHOTO_DATA',
    meaning: 'folder of the database, the images and the master key',
    schema: z.string().min(1, 'must be a folder').default('livephoto-data'),
  },
  databaseUrl: {
    env: 'LIVEPHOTO_DATABASE_URL',
    meaning: 'PostgreSQL instead of SQLite: postgres://user:password@host:port/database',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
      .optional(),
  },
  s3Endpoint: {
    flag: 's3-endpoint',
    value: 'url',
    env: 'LIVEPHOTO_S3_ENDPOINT',
    meaning: 'S3 or the like instead of files: the URL without the bucket',
    schema: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  },
  s3Bucket: {
    flag: 's3-bucket',
    value: 'name',
    env: 'LIVEPHOTO_S3_BUCKET',
    meaning: 'bucket of the images',
    schema: z.string().min(1).optional(),
  },
  s3Region: {
    flag: 's3-region',
    value: 'name',
    env: 'LIVEPHOTO_S3_REGION',
    meaning: 'region of the bucket',
    schema: z.string().min(1).default('us-east-1'),
  },
  s3Prefix: {
    flag: 's3-prefix',
    value: 'text',
    env: 'LIVEPHOTO_S3_PREFIX',
    meaning: 'put before the name of every image in the bucket',
    schema: z
      .string()
      .regex(/^[\w./-]*$/, 'may have letters, digits, and . / - _')
      .default(''),
  },
  s3AccessKeyId: {
    env: 'LIVEPHOTO_S3_ACCESS_KEY_ID',
    meaning: 'access key of the bucket',
    schema: z.string().min(1).optional(),
  },
  s3SecretAccessKey: {
    env: 'LIVEPHOTO_S3_SECRET_ACCESS_KEY',
    meaning: 'its secret',
    schema: z.string().min(1).optional(),
  },
  masterKey: {
    env: 'LIVEPHOTO_MASTER_KEY',
    meaning: '32 bytes in base64 that wrap the keys of the images; made in the data folder when left out',
    schema: masterKey.optional(),
  },
  previousMasterKeys: {
    env: 'LIVEPHOTO_PREVIOUS_MASTER_KEYS',
    meaning: 'earlier master keys, with commas between, until `livephoto keys rotate-master` is done',
    schema: list.pipe(z.array(masterKey)).default([]),
  },
  policy: {
    flag: 'policy',
    value: 'name|file',
    env: 'LIVEPHOTO_POLICY',
    meaning: `what is accepted: ${Object.keys(policies).join(', ')}, or a JSON file with the numbers that differ`,
    schema: policySchema,
  },
  backend: {
    flag: 'backend',
    value: 'name',
    env: 'LIVEPHOTO_BACKEND',
    meaning: 'where the models run: wasm, onnxruntime or native',
    schema: choice(['wasm', 'onnxruntime', 'native']).default('wasm'),
  },
  workers: {
    flag: 'workers',
    value: 'number',
    env: 'LIVEPHOTO_WORKERS',
    meaning: 'inspections at a time',
    schema: whole(1, 256).default(cores),
  },
  queue: {
    flag: 'queue',
    value: 'number',
    env: 'LIVEPHOTO_QUEUE',
    meaning: 'uploads that may wait for a worker; the next one is answered 503',
    schema: whole(0, 10_000).default(32),
  },
  inspectionTimeout: {
    flag: 'inspection-timeout',
    value: 'seconds',
    env: 'LIVEPHOTO_INSPECTION_TIMEOUT',
    meaning: 'an inspection that takes longer is given up, and its worker replaced',
    schema: positive.default(30),
  },
  requestTimeout: {
    flag: 'request-timeout',
    value: 'seconds',
    env: 'LIVEPHOTO_REQUEST_TIMEOUT',
    meaning: 'a request that arrives slower is answered 408',
    schema: positive.default(30),
  },
  storeTimeout: {
    flag: 'store-timeout',
    value: 'seconds',
    env: 'LIVEPHOTO_STORE_TIMEOUT',
    meaning:
      'an accepted upload that is not stored by then is given up; a crash leaves bytes for that long at most',
    schema: positive.default(60),
  },
  shutdownTimeout: {
    flag: 'shutdown-timeout',
    value: 'seconds',
    env: 'LIVEPHOTO_SHUTDOWN_TIMEOUT',
    meaning: 'how long a stopping server may finish what it accepted',
    schema: positive.default(30),
  },
  retentionDays: {
    flag: 'retention-days',
    value: 'days',
    env: 'LIVEPHOTO_RETENTION_DAYS',
    meaning: 'live photos older than this are deleted; kept until deleted when left out',
    schema: positive.optional(),
  },
  sweepInterval: {
    flag: 'sweep-interval',
    value: 'seconds',
    env: 'LIVEPHOTO_SWEEP_INTERVAL',
    meaning: 'time between two sweeps for expired photos and bytes that nobody needs',
    schema: positive.default(60),
  },
  retentionShare: {
    flag: 'retention-share',
    value: 'percent',
    env: 'LIVEPHOTO_RETENTION_SHARE',
    meaning:
      'of the stored live photos, how many a sweep may delete for their age; the rest waits for the next',
    schema: whole(1, 100).default(10),
  },
  replayDays: {
    flag: 'replay-days',
    value: 'days',
    env: 'LIVEPHOTO_REPLAY_DAYS',
    meaning:
      "how long prints of captures' frames are kept, to refuse the same frames when they come again; 0 for not at all",
    schema: whole(0, 3650).default(30),
  },
  diskReserve: {
    flag: 'disk-reserve',
    value: 'MB',
    env: 'LIVEPHOTO_DISK_RESERVE',
    meaning:
      'room kept back beside SQLite, so that reading, redacting and deleting go on when the disk is full; 0 for none',
    schema: whole(0, 100_000).default(16),
  },
  rateLive: {
    flag: 'rate-live',
    value: 'number',
    env: 'LIVEPHOTO_RATE_LIVE',
    meaning: 'requests a second for each live key: of all processes on one PostgreSQL together, else of each',
    schema: positive.default(10),
  },
  rateTest: {
    flag: 'rate-test',
    value: 'number',
    env: 'LIVEPHOTO_RATE_TEST',
    meaning: 'requests a second for each test key: of all processes on one PostgreSQL together, else of each',
    schema: positive.default(5),
  },
  jobs: {
    flag: 'jobs',
    value: 'name',
    env: 'LIVEPHOTO_JOBS',
    meaning:
      'queue of jobs, webhooks and uploads that are inspected later: in-process with SQLite, pg-boss with PostgreSQL, or off; in-process with SQLite and off with PostgreSQL when left out',
    schema: choice(['in-process', 'pg-boss', 'off']).optional(),
  },
  jobTimeout: {
    flag: 'job-timeout',
    value: 'seconds',
    env: 'LIVEPHOTO_JOB_TIMEOUT',
    meaning: 'what a server that is not heard of for so long was doing goes to another',
    schema: positive.default(30),
  },
  waitingUploads: {
    flag: 'waiting-uploads',
    value: 'number',
    env: 'LIVEPHOTO_WAITING_UPLOADS',
    meaning: 'uploads of an account that may wait to be inspected later; the next one is answered 503',
    schema: whole(1, 1_000_000).default(1000),
  },
  webhookTargets: {
    flag: 'webhook-targets',
    value: 'name',
    env: 'LIVEPHOTO_WEBHOOK_TARGETS',
    meaning: 'where webhooks may go: public, by https, or any, private networks and http too',
    schema: choice(['public', 'any']).default('public'),
  },
  corsOrigins: {
    flag: 'cors-origins',
    value: 'list',
    env: 'LIVEPHOTO_CORS_ORIGINS',
    meaning: 'origins whose pages may call the API, with commas between; none when left out',
    schema: origins.default([]),
  },
  publicUrl: {
    flag: 'public-url',
    value: 'url',
    env: 'LIVEPHOTO_PUBLIC_URL',
    meaning:
      'where people reach this server, such as https://photos.example, for the address of a capture session; the one that the request came to when left out',
    schema: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
  },
  studio: {
    flag: 'studio',
    value: 'on|off',
    env: 'LIVEPHOTO_STUDIO',
    meaning: 'the page at /, with which people try photos and look through stored ones: on or off',
    schema: choice(['on', 'off']).default('on'),
  },
  compat: {
    flag: 'compat',
    value: 'name',
    env: 'LIVEPHOTO_COMPAT',
    meaning: 'complycube: spell content types as ComplyCube does, images/jpg',
    schema: z.enum(['complycube'], { error: 'must be complycube, or left out' }).optional(),
  },
  otlpEndpoint: {
    flag: 'otlp-endpoint',
    value: 'url',
    env: 'LIVEPHOTO_OTLP_ENDPOINT',
    meaning:
      'collector that traces and metrics go to, OTLP over HTTP: http://127.0.0.1:4318; nothing is sent when left out',
    schema: z
      .string()
      .regex(/^https?:\/\/[^/]/, 'must be a URL')
      .optional(),
  },
  logLevel: {
    flag: 'log-level',
    value: 'name',
    env: 'LIVEPHOTO_LOG_LEVEL',
    meaning: 'what is logged: error, warn, info or silent',
    schema: choice(['error', 'warn', 'info', 'silent']).default('info'),
  },
} as const satisfies Record<string, Setting>;

/** Settings by their names in a `Config`. */
export type SettingName = keyof typeof settings;

/** The value of every setting, checked. */
export type Config = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };
