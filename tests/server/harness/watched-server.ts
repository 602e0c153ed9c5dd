/** A server for tests of bad input: after each test it must be alive, and hold nothing that it did not acknowledge. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { createApiKeys, type Grant } from '../../../packages/server/src/keys/api-keys.ts';
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
  /** @param mode `live` when left out. */
  make(mode?: 'live' | 'test', grant?: Grant): Promise<{ readonly keyId: string; readonly secret: string }>;
  revoke(id: string): Promise<void>;
}

/** Does what it is given with the server's database, open for that long. */
export type InDatabase = <Result>(use: (database: Database) => Promise<Result>) => Promise<Result>;

/** A server, and what goes on beside it. */
export interface StartedApi<Server extends ApiUnderTest = ApiUnderTest> {
  readonly server: Server;
  readonly keys: KeyCommands;
  readonly inDatabase: InDatabase;
}

/**
 * Starts one on some runtime.
 * @param settings as environment variables; `LIVEPHOTO_JOBS: 'off'` for one without a queue.
 * @param folder that its stores outlive it in; they are gone with it when left out.
 */
export type StartApi<Server extends ApiUnderTest = ApiUnderTest> = (
  settings?: Readonly<Record<string, string>>,
  folder?: string,
) => Promise<StartedApi<Server>>;

export function keyCommands(work: InDatabase): KeyCommands {
  const keysOf = (database: Database) => createApiKeys(database, Date.now, newId);
  return {
    make: (mode = 'live', grant = {}) =>
      work(async (database) => {
        const { key, secret } = await keysOf(database).create(mode, 'made by a test', grant);
        return { keyId: key.id, secret };
      }),
    revoke: (id) =>
      work(async (database) => {
        await keysOf(database).revoke(id);
      }),
  };
}

/** A server in this process, with SQLite and files. */
export const startOnNode: StartApi<TestServer> = async (settings = {}, folder) => {
  const server = await startTestServer({ ...settings, ...(folder ? { LIVEPHOTO_DATA: folder } : {}) });
  const inDatabase = inSqlite(server.dataFolder);
  return { server, keys: keyCommands(inDatabase), inDatabase };
};

/** The database of a server whose data folder is on this machine. */
export function inSqlite(dataFolder: string): InDatabase {
  return async (use) => {
    const database = openSqlite(`${dataFolder}/livephoto.db`);
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  };
}

/** Registers the hooks of the test file that calls it. @returns what there is once they have run. */
export function watchServer(): () => Watched {
  return watchApi(() => startOnNode({ LIVEPHOTO_REQUEST_TIMEOUT: '2' }));
}

/** The same for a server on any runtime. */
export function watchApi<Server extends ApiUnderTest>(
  start: () => Promise<StartedApi<Server>>,
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
