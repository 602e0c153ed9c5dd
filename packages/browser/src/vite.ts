/** Vite's plugin: serves the assets while you develop, puts them into what is built, and tells the inspector where they are. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { type AssetPath, assetFiles } from './asset-files.ts';

/** Where the plugin puts the assets, and which. */
export interface LivePhotoPluginOptions {
  /** Folder of the assets, below the app's `base`. @default 'livephoto' */
  readonly path?: string;
  /** Whether the files for `backend: 'webgpu'` are among them (27 MB); onnxruntime-web has to be installed for it. @default false */
  readonly webgpu?: boolean;
}

/** As much of Vite's plugins as this one is; any version since 5 takes it. */
export interface LivePhotoPlugin {
  readonly name: 'livephoto';
  config(user: { base?: string | undefined }): { define: Record<string, string> };
  configResolved(resolved: { base: string }): void;
  configureServer(server: { middlewares: { use(handler: Handler): unknown } }): void;
  generateBundle(this: {
    emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): unknown;
    readonly environment?: { readonly config: { readonly consumer: string } } | undefined;
  }): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * @example
 * // vite.config.ts
 * import { livephoto } from '@livephoto/browser/vite';
 * export default defineConfig({ plugins: [livephoto()] });
 *
 * @throws for a `path` that leaves the app.
 */
export function livephoto({
  path = 'livephoto',
  webgpu = false,
}: LivePhotoPluginOptions = {}): LivePhotoPlugin {
  const folder = path.replace(/^\/+|\/+$/g, '');
  if (!/^[\w@.-]+(?:\/[\w@.-]+)*$/.test(folder) || folder.split('/').includes('..')) {
    throw new Error(`livephoto: path must be a folder below the app's base, like 'livephoto', not '${path}'`);
  }
  let base = '/';
  return {
    name: 'livephoto',

    config(user) {
      // A base like './' is taken from the page, as Vite means it.
      const before = user.base === undefined || user.base === '' ? (user.base ?? '/') : user.base;
      const slash = before === '' || before.endsWith('/') ? '' : '/';
      return { define: { __LIVEPHOTO_ASSETS__: JSON.stringify(`${before}${slash}${folder}/`) } };
    },

    configResolved(resolved) {
      base = resolved.base;
    },

    configureServer(server) {
      const files = assetFiles({ webgpu });
      // Whoever asks for one hears of it.
      files.catch(() => {});
      const prefix = `${new URL(base, 'http://localhost').pathname}${folder}/`;
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        // Some servers of Vite take the base away before.
        const start = [prefix, `/${folder}/`].find((each) => pathname.startsWith(each));
        if (start === undefined) {
          next();
          return;
        }
        const name = pathname.slice(start.length);
        files.then(
          (all) =>
            send(
              all.find((file) => file.name === name),
              response,
              next,
            ),
          next,
        );
      });
    },

    async generateBundle() {
      // A server's bundle serves nobody.
      if (this.environment?.config.consumer === 'server') return;
      for (const { name, path: from } of await assetFiles({ webgpu })) {
        this.emitFile({ type: 'asset', fileName: `${folder}/${name}`, source: await readFile(from) });
      }
    },
  };
}

function send(file: AssetPath | undefined, response: ServerResponse, next: (error?: unknown) => void): void {
  if (file === undefined) {
    next();
    return;
  }
  response.writeHead(200, {
    'Content-Type': contentTypes[extname(file.name)] ?? 'application/octet-stream',
    'Content-Length': file.size,
    'Cache-Control': 'no-cache',
  });
  createReadStream(file.path).on('error', next).pipe(response);
}
