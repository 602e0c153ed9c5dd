/** A site with the page and its workers, bundled as an application would bundle them, served from this machine. */
import { createReadStream, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { sampleFolder } from '../harness/photos.ts';
import { root } from '../harness/root.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, root));
const fromWorkerRuntime = createRequire(new URL('packages/worker-runtime/package.json', root));
const modelFolder = path('packages/models/dist/');

/** Files that are served as they are, by their place in the site. */
const files: Readonly<Record<string, string>> = {
  '/onnxruntime-webgpu.wasm': fromWorkerRuntime.resolve(
    'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm',
  ),
  '/images.wasm': fromWorkerRuntime.resolve('@livephoto/core/images.wasm'),
  '/heif.wasm': fromWorkerRuntime.resolve('@livephoto/heif/heif.wasm'),
  ...served('/models/', modelFolder, /\.(onnx|json)$/),
  ...served('/samples/', sampleFolder, /\.(jpg|png)$/),
};

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
};

export interface Site {
  readonly url: string;
  /** Gzipped bytes of all that a page loads to inspect with the wasm backend. */
  readonly bundleBytes: number;
  close(): Promise<void>;
}

/** @param morePages place of each, without its ending, and the script that it has. */
export async function openSite(morePages: Readonly<Record<string, string>> = {}): Promise<Site> {
  const scripts = await bundle(morePages);
  const server = createServer((request, response) => {
    const { pathname: file } = new URL(request.url ?? '/', 'http://localhost');
    const type = contentTypes[extname(file)] ?? 'application/octet-stream';
    const page = file.replace(/\.html$/, '');
    if (file.endsWith('.html') && scripts[`${page}.js`]) {
      response.writeHead(200, { 'Content-Type': type });
      response.end(
        `<!doctype html><html lang="en"><title>livephoto</title><script type="module" src="${page}.js"></script>`,
      );
    } else if (scripts[file]) {
      response.writeHead(200, { 'Content-Type': type });
      response.end(scripts[file]);
    } else if (files[file]) {
      response.writeHead(200, { 'Content-Type': type });
      createReadStream(files[file]).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    bundleBytes: await gzippedSize(scripts),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Every script has a page of its name that loads it. */
async function bundle(morePages: Readonly<Record<string, string>>): Promise<Record<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: {
      page: path('runtime-tests/chromium/page.ts'),
      'webgpu-worker': path('runtime-tests/chromium/webgpu-worker.ts'),
      worker: path('packages/worker-runtime/src/web-worker.ts'),
      'faulty-worker': path('packages/worker-runtime/src/testing/faulty-web-worker.ts'),
      observer: path('runtime-tests/chromium/observer.ts'),
      ...Object.fromEntries(Object.entries(morePages).map(([place, script]) => [place.slice(1), script])),
    },
    absWorkingDir: path('.'),
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['livephoto-source'],
    logLevel: 'error',
  });
  return Object.fromEntries(outputFiles.map((file) => [file.path.replaceAll('\\', '/'), file.contents]));
}

/** What the page of `observer.ts` loads, its own few lines counted. */
async function gzippedSize(scripts: Record<string, Uint8Array>): Promise<number> {
  const loaded = ['/images.wasm'].concat(Object.keys(files).filter((file) => file.startsWith('/models/')));
  const contents = [
    scripts['/observer.js']!,
    scripts['/worker.js']!,
    ...(await Promise.all(loaded.map((file) => readFile(files[file]!)))),
  ];
  return contents.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0);
}

function served(prefix: string, folder: string, pattern: RegExp): Record<string, string> {
  const names = readdirSync(folder).filter((name) => pattern.test(name));
  return Object.fromEntries(names.map((name) => [prefix + name, join(folder, name)]));
}
