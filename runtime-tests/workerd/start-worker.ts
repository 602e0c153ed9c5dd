/** The Worker, built as for an upload, in the runtime that Cloudflare deploys: workerd, by Miniflare. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIds } from '@livephoto/core';
import { createApiKeys, createKyselyStore, type D1DatabaseLike, openD1 } from '@livephoto/server';
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
  readonly liveKey: string;
  readonly testKey: string;
  /** Every line that the Worker or workerd wrote. */
  readonly logLines: string[];
  /** Milliseconds from the start of workerd until its port answered. */
  readonly startMs: number;
  /** The process of workerd. */
  readonly pid: number;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
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
  readonly miniflare?: Partial<MiniflareOptions>;
  /** Folder that D1 and R2 outlive the Worker in. */
  readonly persist?: string;
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
  const miniflare = new Miniflare({
    name: 'livephoto',
    modules: modulesOf(build.folder),
    modulesRoot: build.folder,
    ...compatibility(),
    ...(without.includes('DB') ? {} : { d1Databases: ['DB'] }),
    ...(without.includes('PHOTOS') ? {} : { r2Buckets: ['PHOTOS'] }),
    ...(persist ? { d1Persist: join(persist, 'd1'), r2Persist: join(persist, 'r2') } : {}),
    bindings: {
      ...(without.includes('LIVEPHOTO_MASTER_KEY') ? {} : { LIVEPHOTO_MASTER_KEY: masterKey }),
      LIVEPHOTO_RATE_LIVE: '1000000',
      LIVEPHOTO_RATE_TEST: '1000000',
      ...options.vars,
    },
    handleRuntimeStdio(stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream) {
      collect(stdout);
      collect(stderr);
    },
    ...options.miniflare,
  } as MiniflareOptions);
  const url = (await miniflare.ready).href.replace(/\/$/, '');
  const startMs = performance.now() - start;
  const keys = without.includes('DB') ? undefined : await createKeys(await miniflare.getD1Database('DB'));
  const liveKey = keys?.live ?? '';
  return {
    url,
    miniflare,
    liveKey,
    testKey: keys?.test ?? '',
    logLines,
    startMs,
    pid: workerdOf(process.pid),
    call: (method, path, callOptions = {}) => call(url, liveKey, method, path, callOptions),
    close: () => miniflare.dispose(),
  };
}

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
    headers: { Authorization: key, ...(plain ? { 'Content-Type': 'application/json' } : {}), ...headers },
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
  await createKyselyStore(database).migrate();
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

/** What wrangler.jsonc says. */
function compatibility(): { compatibilityDate: string; compatibilityFlags: string[] } {
  const text = readFileSync(configFile, 'utf8').replace(/^\s*\/\/.*$/gm, '');
  const config = JSON.parse(text) as { compatibility_date: string; compatibility_flags: string[] };
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
