/** Serves the packages that run in pages, and runs each in a fresh Chromium: nothing is fetched from a network but a pinned package, once. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import { build } from 'esbuild';
import { packageFolder } from '../../report/machine.ts';
import { inFreshPage } from '../processes/fresh-page.ts';
import { type Site, serveSite } from '../processes/static-site.ts';
import { writeFaceTask } from './face-task.ts';
import type { PagePeerName, PeerAnswer, PeerJob } from './peer-protocol.ts';

/** Pages lie a folder deep below what the package calls `..`. */
const pages: Readonly<Record<PagePeerName, `/${string}`>> = {
  mediapipe: '/mediapipe-page/',
  'tasks-vision': '/tasks-vision-page/',
  faceplugin: '/faceplugin/page/',
};

/**
 * @param photos folder of the photos, served below `/photos/`
 * @param scratch folder that lives as long as the site
 * @throws {LivePhotoError} `service_unavailable` when the package that no lockfile holds cannot be had
 */
export async function servePeers(root: URL, photos: string, scratch: string): Promise<Site> {
  const faceplugin = join(scratch, 'faceplugin');
  await fetchFaceplugin(root, faceplugin);
  const tasks = join(scratch, 'tasks');
  await writeFaceTask(root, tasks);
  const { resolve } = createRequire(import.meta.url);
  const source = (name: string) => fileURLToPath(new URL(`benchmarks/src/cost/peers/${name}`, root));
  const bundle = async (name: string) => {
    const { outputFiles } = await build({
      entryPoints: [source(name)],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      logLevel: 'error',
      external: ['onnxruntime-web', 'onnxruntime-web/*'],
      alias: { 'faceplugin-face-recognition-js': join(faceplugin, 'index.js') },
      nodePaths: [fileURLToPath(new URL('benchmarks/node_modules', root))],
    });
    return { type: 'text/javascript; charset=utf-8', text: outputFiles[0]!.text };
  };
  const runtime = '/ort/ort.wasm.bundle.min.mjs';
  const imports = { 'onnxruntime-web': runtime, 'onnxruntime-web/wasm': runtime };
  const page = {
    type: 'text/html; charset=utf-8',
    text: `<!doctype html><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script><body><script type="module" src="page.js"></script>`,
  };
  return serveSite({
    texts: {
      [pages.mediapipe]: page,
      [`${pages.mediapipe}page.js`]: await bundle('mediapipe-page.ts'),
      [pages['tasks-vision']]: page,
      [`${pages['tasks-vision']}page.js`]: await bundle('tasks-vision-page.ts'),
      [pages.faceplugin]: page,
      [`${pages.faceplugin}page.js`]: await bundle('faceplugin-page.ts'),
    },
    folders: {
      '/ort/': dirname(resolve('onnxruntime-web/wasm')),
      '/mediapipe/': (await packageFolder('@mediapipe/face_mesh'))!,
      '/tasks-vision/': join((await packageFolder('@mediapipe/tasks-vision'))!, 'wasm'),
      '/tasks/': tasks,
      '/faceplugin/': faceplugin,
      '/photos/': photos,
    },
  });
}

/** @throws as `inFreshPage` does */
export function runPagePeer(
  site: Site,
  job: PeerJob<PagePeerName>,
  signal?: AbortSignal,
): Promise<PeerAnswer> {
  return inFreshPage(
    `${site.origin}${pages[job.peer]}`,
    async (page) => {
      await page.waitForFunction(() => 'measurePeer' in window);
      return page.evaluate((asked) => window.measurePeer(asked), job);
    },
    signal,
  );
}

/**
 * The package itself, at the integrity that `models/sources.json` pins and from the cache that the models were built with. It is no
 * dependency: it would bring linters and a test runner along.
 */
async function fetchFaceplugin(root: URL, folder: string): Promise<void> {
  const { packages } = JSON.parse(await readFile(new URL('models/sources.json', root), 'utf8')) as {
    packages: { name: string; version: string; integrity: string }[];
  };
  const { name, version, integrity } = packages.find(
    (source) => source.name === 'faceplugin-face-recognition-js',
  )!;
  const cache = fileURLToPath(new URL(`models/.cache/${name}@${version}`, root));
  const { default: pacote } = await import('pacote');
  await pacote
    .extract(`${name}@${version}`, folder, { cache, integrity, preferOffline: true })
    .catch((cause) => {
      throw new LivePhotoError(
        'service_unavailable',
        `${name}@${version} cannot be fetched from the npm registry: ${cause.message}`,
        { cause },
      );
    });
}
