/** A server for tests of bad input: after each test it must be alive, and hold nothing that it did not acknowledge. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createApiKeys } from '../../../packages/server/src/keys/api-keys.ts';
import type { Database } from '../../../packages/server/src/store/database.ts';
import { openSqlite } from '../../../packages/server/src/store/sqlite/sqlite.ts';
import { newId } from '../../../packages/server/src/testing/records.ts';
import { type Answer, startTestServer, type TestServer } from './server.ts';

/** What the tests of the API use of a server, whatever runtime it is on. */
export type ApiUnderTest = Pick<
  TestServer,
  'url' | 'liveKey' | 'testKey' | 'logLines' | 'call' | 'createClient' | 'upload' | 'close'
>;

export interface Watched<Server extends ApiUnderTest = TestServer> {
  readonly server: Server;
  /** Makes keys beside the server, as the command line does, and revokes them. */
  readonly keys: KeyCommands;
  /** A client of the live key. */
  readonly clientId: string;
  readonly testClientId: string;
  /** Ids of live photos that were acknowledged: a test adds its own. */
  readonly acknowledged: Set<string>;
  upload(body: unknown, options?: object): Promise<Answer>;
}

export interface KeyCommands {
  make(): Promise<{ readonly keyId: string; readonly secret: string }>;
  revoke(id: string): Promise<void>;
}

/** @param work does what it is given with the server's database, open for that long. */
export function keyCommands(
  work: <Result>(use: (database: Database) => Promise<Result>) => Promise<Result>,
): KeyCommands {
  const keysOf = (database: Database) => createApiKeys(database, Date.now, newId);
  return {
    make: () =>
      work(async (database) => {
        const { key, secret } = await keysOf(database).create('live', 'short-lived');
        return { keyId: key.id, secret };
      }),
    revoke: (id) =>
      work(async (database) => {
        await keysOf(database).revoke(id);
      }),
  };
}

async function startOnNode() {
  const server = await startTestServer({ LIVEPHOTO_REQUEST_TIMEOUT: '2' });
  const keys = keyCommands(async (use) => {
    const database = openSqlite(`${server.dataFolder}/livephoto.db`);
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  });
  return { server, keys };
}

/** Registers the hooks of the test file that calls it. @returns what there is once they have run. */
export function watchServer(): () => Watched {
  return watchApi(startOnNode);
}

/** The same for a server on any runtime. */
export function watchApi<Server extends ApiUnderTest>(
  start: () => Promise<{ readonly server: Server; readonly keys: KeyCommands }>,
): () => Watched<Server> {
  let watched: Watched<Server> | undefined;
  beforeAll(async () => {
    const { server, keys } = await start();
    watched = {
      server,
      keys,
      clientId: await server.createClient(),
      testClientId: await server.createClient(server.testKey),
      acknowledged: new Set(),
      upload: (body, options = {}) => server.call('POST', '/v1/livePhotos', { body, ...options }),
    };
  });
  afterAll(() => watched?.server.close());
  afterEach(async () => {
    const { server, clientId, testClientId, acknowledged } = watched!;
    expect((await server.call('GET', '/healthz')).status).toBe(200);
    for (const [id, key] of [
      [clientId, server.liveKey],
      [testClientId, server.testKey],
    ] as const) {
      const { json } = await server.call('GET', `/v1/livePhotos?clientId=${id}`, { key });
      for (const photo of json.items) expect(acknowledged).toContain(photo.id);
    }
    expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
  return () => watched!;
}

/** Status and body in one, to compare with what is documented. */
export const outline = ({ status, json }: Answer) => ({ status, ...json });

export const invalid = (message: string, param?: string) => ({
  status: 400,
  type: 'invalid_request',
  message,
  ...(param ? { param } : {}),
});
