/** Runs the product in a fresh Chromium, on files of this disk: nothing is fetched from a network. */

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import { build } from 'esbuild';
import { launchChromium } from '../browser/chromium.ts';
import { type Site, serveSite } from '../browser/static-site.ts';
import type { PageAnswer, PageJob } from './browser-protocol.ts';

/** @param photos folder of the photos, served below `/photos/` */
export async function serveProduct(root: URL, photos: string): Promise<Site> {
  const { resolve } = createRequire(import.meta.url);
  const page = await build({
    entryPoints: [fileURLToPath(new URL('benchmarks/src/speed/browser-page.ts', root))],
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
      '/decoder/': dirname(resolve('@cwasm/jpeg-turbo/jpeg-turbo.wasm')),
      '/models/': fileURLToPath(new URL('models/dist', root)),
      '/photos/': photos,
    },
  });
}

/**
 * @throws {LivePhotoError} `service_unavailable` without Chromium, `inference_failed` with what the page said,
 * `inspection_aborted` when `signal` fires
 */
export async function runInBrowser(site: Site, job: PageJob, signal?: AbortSignal): Promise<PageAnswer> {
  const browser = await launchChromium();
  const close = () => void browser.close();
  signal?.addEventListener('abort', close);
  try {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/`);
    await page.waitForFunction(() => 'measureProduct' in window);
    return await page.evaluate((asked) => window.measureProduct(asked), job);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    const [first = ''] = (cause as Error).message.split('\n');
    throw new LivePhotoError('inference_failed', `Chromium: ${first.replace(/^page\.\w+: (Error: )?/, '')}`, {
      cause,
    });
  } finally {
    signal?.removeEventListener('abort', close);
    await browser.close();
  }
}
