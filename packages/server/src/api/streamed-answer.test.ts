import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HttpServer } from '../hosting/listening.ts';
import { startHttpServer } from '../node/http-server.ts';
import type { ApiEnv } from './context.ts';
import { streamedBody } from './streamed-answer.ts';

const logged: unknown[] = [];
const log = { info() {}, warn() {}, error: (...line: unknown[]) => void logged.push(line) };
let server: HttpServer;
const ends: string[] = [];

/** So many chunks, and then a driver's error with a row in it. */
async function* breaking(chunks: number): AsyncGenerator<Uint8Array> {
  try {
    for (let i = 0; i < chunks; i++) {
      yield new TextEncoder().encode(`{"line":${i}}\n`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error('the database went away', { cause: { row: 'ada@example.com' } });
  } finally {
    ends.push('ended');
  }
}

const app = new Hono<ApiEnv>();
app.get('/:chunks', (c) => {
  c.set('requestId', 'request-1');
  return c.body(streamedBody(c, log, breaking(Number(c.req.param('chunks')))));
});

beforeEach(async () => {
  logged.length = 0;
  ends.length = 0;
  for (const method of ['error', 'info', 'warn', 'log'] as const) vi.spyOn(console, method);
  server = await startHttpServer({
    fetch: (request, connection) => app.fetch(request, connection),
    host: '127.0.0.1',
    port: 0,
    requestTimeout: 5000,
  });
});
afterEach(async () => {
  await server.close(100);
  vi.restoreAllMocks();
});

test.each([0, 1, 2, 7])(
  'an answer that breaks off after %i chunks is logged once and never looks whole',
  async (chunks) => {
    await expect(fetch(`${server.url}/${chunks}`).then((response) => response.text())).rejects.toThrow();
    expect(logged).toEqual([
      [
        { requestId: 'request-1', err: expect.objectContaining({ message: 'the database went away' }) },
        'an answer broke off',
      ],
    ]);
    for (const method of ['error', 'info', 'warn', 'log'] as const) {
      expect(console[method]).not.toHaveBeenCalled();
    }
    // The server goes on.
    await expect(fetch(`${server.url}/${chunks}`).then((response) => response.text())).rejects.toThrow();
  },
);

test('a caller who leaves ends the reading, and is no error', async () => {
  const leaving = new AbortController();
  const response = await fetch(`${server.url}/1000`, { signal: leaving.signal });
  await response.body!.getReader().read();
  leaving.abort();
  await vi.waitFor(() => expect(ends).toEqual(['ended']));
  expect(logged).toEqual([]);
  expect(console.error).not.toHaveBeenCalled();
  expect(console.info).not.toHaveBeenCalled();
});

test('where nothing can cut the connection off, what ends the body tells nothing of why', async () => {
  const response = await app.request('/1');
  await expect(response.text()).rejects.toThrow(/^The answer broke off$/);
  expect(logged).toHaveLength(1);
});
