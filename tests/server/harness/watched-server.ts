/** A server for tests of bad input: after each test it must be alive, and hold nothing that it did not acknowledge. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Answer, startTestServer, type TestServer } from './server.ts';

export interface Watched {
  readonly server: TestServer;
  /** A client of the live key. */
  readonly clientId: string;
  readonly testClientId: string;
  /** Ids of live photos that were acknowledged: a test adds its own. */
  readonly acknowledged: Set<string>;
  upload(body: unknown, options?: object): Promise<Answer>;
}

/** Registers the hooks of the test file that calls it. @returns what there is once they have run. */
export function watchServer(): () => Watched {
  let watched: Watched | undefined;
  beforeAll(async () => {
    const server = await startTestServer({ LIVEPHOTO_REQUEST_TIMEOUT: '2' });
    watched = {
      server,
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
