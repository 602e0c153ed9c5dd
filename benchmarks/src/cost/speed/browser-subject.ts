/** Runs the product in a fresh Chromium, on files of this disk: nothing is fetched from a network. */

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inFreshPage } from '../processes/fresh-page.ts';
import { type Site, serveSite } from '../processes/static-site.ts';
import type { PageAnswer, PageJob } from './browser-protocol.ts';

/** @param photos folder of the photos, served below `/photos/` */
export async function serveProduct(root: URL, photos: string): Promise<Site> {
  const { resolve } = createRequire(import.meta.url);
  const page = await build({
    entryPoints: [fileURLToPath(new URL('benchmarks/src/cost/speed/browser-page.ts', root))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    // Its threads are workers of its own file: it has to stay one.
    external: ['onnxruntime-web/*'],
    alias: { tinybench: fileURLToPath(import.meta.resolve('tinybench')) },
  });
  const imports = {
    'onnxruntime-web/wasm': '/ort/ort.wasm.bundle.min.mjs',
    'onnxruntime-web/webgpu': '/ort/ort.webgpu.bundle.min.mjs',
  };
  return serveSite({
    texts: {
      '/': {
        type: 'text/html; charset=utf-8',
        text: `<!doctype html><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script><script type="module" src="/page.js"></script>`,
      },
      '/page.js': { type: 'text/javascript; charset=utf-8', text: page.outputFiles[0]!.text },
    },
    folders: {
      '/ort/': dirname(resolve('onnxruntime-web/wasm')),
      '/decoder/': dirname(resolve('@livephoto/core/images.wasm')),
      '/models/': fileURLToPath(new URL('packages/models/dist', root)),
      '/photos/': photos,
    },
  });
}

/** @throws as `inFreshPage` does */
export function runInBrowser(site: Site, job: PageJob, signal?: AbortSignal): Promise<PageAnswer> {
  return inFreshPage(
    `${site.origin}/`,
    async (page) => {
      await page.waitForFunction(() => 'measureProduct' in window);
      return page.evaluate((asked) => window.measureProduct(asked), job);
    },
    signal,
  );
}
