/** Serves folders of this disk to a page, cross-origin isolated so that WebAssembly may use threads. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

export interface Site {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  close(): Promise<void>;
}

export interface SiteContent {
  /** Path to the text of a page or script. */
  readonly texts: Readonly<Record<`/${string}`, { readonly type: string; readonly text: string }>>;
  /** Path prefix to a folder. */
  readonly folders: Readonly<Record<`/${string}/`, string>>;
}

export async function serveSite({ texts, folders }: SiteContent): Promise<Site> {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Cross-Origin-Embedder-Policy', 'require-corp');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
  });
  for (const [path, { type, text }] of Object.entries(texts)) {
    app.get(path, (c) => c.body(text, 200, { 'Content-Type': type }));
  }
  for (const [prefix, folder] of Object.entries(folders)) {
    app.get(
      `${prefix}*`,
      serveStatic({ root: folder, rewriteRequestPath: (path) => path.slice(prefix.length - 1) }),
    );
  }
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
