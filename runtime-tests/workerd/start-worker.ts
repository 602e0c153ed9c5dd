/** The Worker, built as for an upload, in the runtime that Cloudflare deploys: workerd, by Miniflare. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIds } from '@livephoto/core';
import { createApiKeys, type D1DatabaseLike, migrate, openD1 } from '@livephoto/server';
import { Miniflare, type MiniflareOptions } from 'miniflare';
import type * as CloudflareBuild from '../../scripts/build-cloudflare.mjs';
import { root } from '../harness/root.ts';

const configFile = new URL('packages/server/wrangler.jsonc', root);

/** A Worker of the tests' own: the deployed one, and routes that break it. */
export const trapWorker = new URL('runtime-tests/workerd/trap-worker.ts', root);

export interface WorkerBuild {
  readonly folder: string;
  /** Bytes of an upload, gzipped. */
  readonly gzip: number;
  remove(): void;
}

/** @param entry the Worker's own file; the one that is deployed when left out. */
export async function buildWorker(
  options: { readonly entry?: URL; readonly models?: 'bundle' | 'r2' } = {},
): Promise<WorkerBuild> {
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-workerd-'));
  // Not bundled with whoever calls this: it knows the repository by its own place.
  const script: typeof CloudflareBuild = await import(new URL('scripts/build-cloudflare.mjs', root).href);
  const { gzip } = await script.buildCloudflare({
    folder,
    models: options.models ?? 'bundle',
    ...(options.entry ? { entry: fileURLToPath(options.entry) } : {}),
  });
  return { folder, gzip, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface RunningWorker {
  readonly url: string;
  readonly miniflare: Miniflare;
  /** `PHOTOS` when left out. */
  bucket(binding?: string): Promise<TestBucket>;
  database(): Promise<TestDatabase>;
  /** Runs the handler that the clock calls. @throws when it fails. */
  runCron(cron: string): Promise<void>;
  readonly liveKey: string;
  readonly testKey: string;
  /** Every line that the Worker or workerd wrote. */
  readonly logLines: string[];
  /** Milliseconds from the start of workerd until its port answered. */
  readonly startMs: number;
  /** The process of workerd. */
  readonly pid: number;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /**
   * Posts a JPEG and leaves after so many milliseconds. workerd's own port does not tell a Worker that its caller has
   * gone, as Cloudflare does; a Worker that aborts its call of another does.
   * @returns whether it left before it was answered.
   */
  leave(path: string, body: Uint8Array, milliseconds: number): Promise<boolean>;
  close(): Promise<void>;
}

/** What tests use of a bucket. */
export interface TestBucket {
  put(key: string, value: Uint8Array | string): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  list(): Promise<{ objects: { key: string; size: number }[] }>;
}

/** What tests use of D1. */
export interface TestDatabase {
  prepare(query: string): TestStatement;
}

interface TestStatement {
  bind(...values: unknown[]): TestStatement;
  run(): Promise<unknown>;
  all(): Promise<{ results: unknown[] }>;
}

export interface CallOptions {
  readonly key?: string;
  /** A plain object becomes JSON. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
  readonly json: any;
  readonly bytes: Uint8Array;
}

export interface StartOptions {
  readonly vars?: Record<string, string>;
  /** Bindings to leave out. */
  readonly without?: readonly ('DB' | 'PHOTOS' | 'LIVEPHOTO_MASTER_KEY')[];
  /** Whether it has its queue, sent to and consumed as wrangler.jsonc says. */
  readonly queue?: boolean;
  /** Other bindings, as Miniflare writes them. */
  readonly miniflare?: object;
  /** Whether V8's inspector is reachable. */
  readonly inspector?: boolean;
  /** Folder that D1 and R2 outlive the Worker in. */
  readonly persist?: string;
  /** Id of the D1 database; one of the name of its binding when left out. */
  readonly database?: string;
  /** Whether tables and keys are made; they are when left out. */
  readonly migrate?: boolean;
}

export const masterKey = Buffer.from('runtime tests know this one well').toString('base64');

/** Starts it with empty stores, the schema of the migrations, and one key of each mode. */
export async function startWorker(build: WorkerBuild, options: StartOptions = {}): Promise<RunningWorker> {
  const { without = [], persist } = options;
  const logLines: string[] = [];
  const collect = (stream: NodeJS.ReadableStream) => {
    stream.setEncoding('utf8').on('data', (text: string) => {
      logLines.push(...text.split('\n').filter((line) => line !== ''));
    });
  };
  const start = performance.now();
  const worker = {
    name: 'livephoto',
    modules: modulesOf(build.folder),
    modulesRoot: build.folder,
    ...compatibility(),
    ...(without.includes('DB') ? {} : { d1Databases: { DB: options.database ?? 'DB' } }),
    ...(without.includes('PHOTOS') ? {} : { r2Buckets: ['PHOTOS'] }),
    bindings: {
      ...(without.includes('LIVEPHOTO_MASTER_KEY') ? {} : { LIVEPHOTO_MASTER_KEY: masterKey }),
      LIVEPHOTO_RATE_LIVE: '1000000',
      LIVEPHOTO_RATE_TEST: '1000000',
      ...options.vars,
    },
    ...(options.queue ? queuesOfConfig() : {}),
    ...options.miniflare,
  };
  const miniflare = new Miniflare({
    workers: [worker, leavingClient],
    ...(persist ? { d1Persist: join(persist, 'd1'), r2Persist: join(persist, 'r2') } : {}),
    ...(options.inspector ? { inspectorPort: 0 } : {}),
    handleRuntimeStdio(stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream) {
      collect(stdout);
      collect(stderr);
    },
  } as MiniflareOptions);
  const url = (await miniflare.ready).href.replace(/\/$/, '');
  const startMs = performance.now() - start;
  const withoutKeys = without.includes('DB') || options.migrate === false;
  const keys = withoutKeys ? undefined : await createKeys(await miniflare.getD1Database('DB'));
  const liveKey = keys?.live ?? '';
  return {
    url,
    miniflare,
    liveKey,
    testKey: keys?.test ?? '',
    logLines,
    startMs,
    pid: workerdOf(process.pid),
    // Miniflare's own types want a package of Cloudflare's that nothing else here needs.
    bucket: async (binding = 'PHOTOS') => (await miniflare.getR2Bucket(binding)) as unknown as TestBucket,
    database: async () => (await miniflare.getD1Database('DB')) as unknown as TestDatabase,
    async runCron(cron) {
      const handlers = (await miniflare.getWorker()) as unknown as {
        scheduled(event: { cron: string }): Promise<{ outcome: string }>;
      };
      const { outcome } = await handlers.scheduled({ cron });
      if (outcome !== 'ok') throw new Error(`The scheduled handler ended with ${outcome}`);
    },
    call: (method, path, callOptions = {}) => call(url, liveKey, method, path, callOptions),
    async leave(path, body, milliseconds) {
      const client = (await miniflare.getWorker('leaving-client')) as unknown as { fetch: typeof fetch };
      const response = await client.fetch(`http://worker${path}`, {
        method: 'POST',
        body: Uint8Array.from(body),
        headers: {
          Authorization: liveKey,
          'Content-Type': 'image/jpeg',
          'X-Leave-After': String(milliseconds),
        },
      });
      return (await response.text()) === 'left';
    },
    close: () => miniflare.dispose(),
  };
}

const leavingClient = {
  name: 'leaving-client',
  modules: true,
  compatibilityDate: '2026-04-24',
  serviceBindings: { LIVEPHOTO: 'livephoto' },
  script: `export default {
    async fetch(request, env) {
      const { method, headers, url } = request;
      const body = await request.arrayBuffer();
      const signal = AbortSignal.timeout(Number(headers.get('X-Leave-After')));
      try {
        return await env.LIVEPHOTO.fetch(url, { method, headers, body, signal });
      } catch (error) {
        return new Response(signal.aborted ? 'left' : String(error));
      }
    },
  }`,
};

async function call(
  url: string,
  liveKey: string,
  method: string,
  path: string,
  { key = liveKey, body, headers, signal }: CallOptions,
): Promise<Answer> {
  const plain = typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype;
  const response = await fetch(url + path, {
    method,
    headers: {
      Authorization: key,
      // workerd may close a connection at the moment when it would be used again.
      Connection: 'close',
      ...(plain ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: plain ? JSON.stringify(body) : (body as BodyInit) }),
    ...(signal ? { signal } : {}),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.includes('application/json');
  return {
    status: response.status,
    headers: response.headers,
    json: isJson ? JSON.parse(new TextDecoder().decode(bytes)) : undefined,
    bytes,
  };
}

async function createKeys(d1: unknown): Promise<{ live: string; test: string }> {
  const database = openD1(d1 as D1DatabaseLike);
  await migrate(database);
  const keys = createApiKeys(database, Date.now, createIds(Date.now));
  const [live, test] = [await keys.create('live', 'tests'), await keys.create('test', 'tests')];
  return { live: live.secret, test: test.secret };
}

/** As wrangler would upload them: by the rules in wrangler.jsonc. */
function modulesOf(folder: string) {
  const types = { js: 'ESModule', wasm: 'CompiledWasm', onnx: 'Data' } as const;
  return readdirSync(folder)
    .toSorted((a, b) => Number(b === 'worker.js') - Number(a === 'worker.js'))
    .map((name) => ({
      type: types[name.split('.').pop() as keyof typeof types],
      path: join(folder, name),
    }));
}

interface WranglerConfig {
  readonly compatibility_date: string;
  readonly compatibility_flags: string[];
  readonly queues: {
    readonly producers: readonly { readonly binding: string; readonly queue: string }[];
    readonly consumers: readonly {
      readonly queue: string;
      readonly max_batch_size: number;
      readonly max_batch_timeout: number;
      readonly max_retries: number;
    }[];
  };
}

/** What wrangler.jsonc says. */
function readConfig(): WranglerConfig {
  return JSON.parse(readFileSync(configFile, 'utf8').replace(/^\s*\/\/.*$/gm, ''));
}

function queuesOfConfig() {
  const { producers, consumers } = readConfig().queues;
  return {
    queueProducers: Object.fromEntries(producers.map(({ binding, queue }) => [binding, queue])),
    queueConsumers: Object.fromEntries(
      consumers.map(({ queue, max_batch_size, max_batch_timeout, max_retries }) => [
        queue,
        { maxBatchSize: max_batch_size, maxBatchTimeout: max_batch_timeout, maxRetries: max_retries },
      ]),
    ),
  };
}

function compatibility(): { compatibilityDate: string; compatibilityFlags: string[] } {
  const config = readConfig();
  return { compatibilityDate: config.compatibility_date, compatibilityFlags: config.compatibility_flags };
}

/** The youngest workerd that this process started (Linux). */
function workerdOf(parent: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, command, rest] = /\((.*)\) (.*)/.exec(stat) ?? [];
        return command === 'workerd' && Number(rest?.split(' ')[1]) === parent ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
  const pid = Math.max(...children);
  if (!Number.isFinite(pid)) throw new Error('workerd was not found among the child processes');
  return pid;
}
