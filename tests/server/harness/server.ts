/** A whole server for tests, in this process: real storage in a temporary folder, real inspections, real HTTP. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, type RunningServer, readConfig, startServer } from '@livephoto/server/node';

export interface TestServer extends RunningServer {
  readonly liveKey: string;
  readonly testKey: string;
  readonly dataFolder: string;
  /** Every log line so far. */
  readonly logLines: string[];
  /** One call with the live key, or with `key`. A plain object as body becomes JSON. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** @returns its id. */
  createClient(key?: string): Promise<string>;
  /** Uploads raw bytes. */
  upload(clientId: string, bytes: Uint8Array, options?: CallOptions): Promise<Answer>;
}

export interface CallOptions {
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape.
  readonly json: any;
  readonly bytes: Uint8Array;
}

export function readSample(name: string): Promise<Buffer> {
  return readFile(new URL(`../../../samples/${name}`, import.meta.url));
}

/** @param env settings beside `LIVEPHOTO_DATA` and `LIVEPHOTO_PORT`; rate limits are lifted unless given. */
export async function startTestServer(env: Record<string, string> = {}): Promise<TestServer> {
  const dataFolder = env.LIVEPHOTO_DATA ?? (await mkdtemp(join(tmpdir(), 'livephoto-server-')));
  const logLines: string[] = [];
  const config = readConfig(
    {},
    {
      LIVEPHOTO_PORT: '0',
      LIVEPHOTO_WORKERS: '1',
      LIVEPHOTO_STUDIO: 'off',
      LIVEPHOTO_RATE_LIVE: '1000000',
      LIVEPHOTO_RATE_TEST: '1000000',
      // Whatever else the machine does, an inspection comes to its end.
      LIVEPHOTO_INSPECTION_TIMEOUT: '300',
      ...env,
      LIVEPHOTO_DATA: dataFolder,
    },
  );
  const server = await startServer(config, createLog('info', { write: (line) => logLines.push(line) }));
  const [testKey = '', liveKey = ''] = server.newKeys;

  const call = callsOf(server.url, liveKey);
  return {
    ...server,
    liveKey,
    testKey,
    dataFolder,
    logLines,
    call,
    ...shortcuts(call, liveKey),
    async close() {
      await server.close();
      if (!env.LIVEPHOTO_DATA) await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** @param liveKey goes with every call that names no other. */
export function callsOf(url: string, liveKey: string): TestServer['call'] {
  return async (method, path, { key = liveKey, body, headers } = {}) => {
    const plain =
      typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype;
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: key, ...(plain ? { 'Content-Type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: plain ? JSON.stringify(body) : (body as BodyInit) }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('application/json');
    const json = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
    return { status: response.status, headers: response.headers, json, bytes };
  };
}

export function shortcuts(
  call: TestServer['call'],
  liveKey: string,
): Pick<TestServer, 'createClient' | 'upload'> {
  return {
    createClient: async (key = liveKey) => (await call('POST', '/v1/clients', { key, body: ada })).json.id,
    upload(clientId, bytes, options) {
      const headers = { 'Content-Type': 'image/jpeg', ...options?.headers };
      return call('POST', `/v1/livePhotos?clientId=${clientId}`, { body: bytes, ...options, headers });
    },
  };
}

/** A client that the API takes. */
export const ada = {
  type: 'person',
  email: 'ada@example.com',
  personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
};
