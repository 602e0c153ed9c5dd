/** A real HTTP server for the pages of these tests: files from folders, headers of choice, and cut connections. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
  '.webm': 'video/webm',
};

export interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  /** Bytes of the body that were sent. */
  sent: number;
}

export interface AppServer {
  readonly origin: string;
  /** Everything that was asked for. */
  readonly requests: SeenRequest[];
  /** Headers of every answer. */
  headers: Record<string, string>;
  /** Says how many bytes of an answer are sent before the connection is cut; `undefined` for all. */
  cutAfter: (path: string, request: number) => number | undefined;
  /** Answers in the place of a file; `undefined` leaves it to the file. */
  override: (path: string) => { status: number; type?: string; body?: string | Buffer } | undefined;
  /** Whether ranges are answered, or the whole file instead. */
  ranges: boolean;
  close(): Promise<void>;
}

/** @param mounts path prefix to folder; the longest prefix wins */
export async function serveApp(mounts: Readonly<Record<string, string>>): Promise<AppServer> {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const counts = new Map<string, number>();

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://localhost').pathname);
    const { range } = request.headers;
    const seen: SeenRequest = { path, range, sent: 0 };
    app.requests.push(seen);
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    for (const [name, value] of Object.entries(app.headers)) response.setHeader(name, value);

    const other = app.override(path);
    if (other) {
      response.writeHead(other.status, { 'Content-Type': other.type ?? 'text/plain' });
      return void response.end(other.body);
    }
    const prefix = prefixes.find((each) => path.startsWith(each));
    const file = prefix && join(mounts[prefix]!, normalize(path.slice(prefix.length) || 'index.html'));
    const found = file ? await stat(file).catch(() => undefined) : undefined;
    if (!file || !found?.isFile()) return void response.writeHead(404).end();
    const { size } = found;

    response.setHeader('Content-Type', contentTypes[extname(file)] ?? 'application/octet-stream');
    const from = app.ranges ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
    response.setHeader('Content-Length', size - from);
    if (from > 0) response.setHeader('Content-Range', `bytes ${from}-${size - 1}/${size}`);
    response.writeHead(from > 0 ? 206 : 200);
    const limit = app.cutAfter(path, count);
    if (limit === 0) return void response.destroy();
    const end = limit === undefined ? size - 1 : from + limit - 1;
    const stream = createReadStream(file, { start: from, end });
    stream.on('data', (chunk) => {
      seen.sent += chunk.length;
    });
    stream.pipe(response, { end: limit === undefined });
    if (limit !== undefined) {
      // What was sent shall arrive first.
      stream.on('end', () => setTimeout(() => response.destroy(), 50));
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const app: AppServer = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    requests: [],
    headers: {},
    cutAfter: () => undefined,
    override: () => undefined,
    ranges: true,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return app;
}
