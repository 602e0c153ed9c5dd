/** The studio and the API reference on Node: the built pages and the files of the inspector, served from the installed packages. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import { referencePath } from '../api/reference.ts';
import { capturePath, studioPath } from '../api/studio.ts';

/** Folders of what is served. */
export interface StudioFolders {
  /** `index.html` and `reference.html`, and what they load under names that change with their content. */
  readonly page: string;
  /** The inspector's worker, models and WebAssembly, with `manifest.json`. */
  readonly assets: string;
  /** Sample photos that visitors may try, where there are some. */
  readonly samples?: string;
}

/** Those of the installed packages; undefined in an installation without them. */
export function installedStudio(): StudioFolders | undefined {
  try {
    return {
      page: fileURLToPath(new URL('dist/page', import.meta.resolve('@livephoto/studio/package.json'))),
      samples: fileURLToPath(new URL('dist/samples', import.meta.resolve('@livephoto/studio/package.json'))),
      assets: fileURLToPath(new URL('../dist/assets', import.meta.resolve('@livephoto/browser'))),
    };
  } catch {
    return undefined;
  }
}

/** @returns undefined where the page was never built. */
export function serveStudio(folders: StudioFolders | undefined): MiddlewareHandler | undefined {
  if (!folders || !existsSync(join(folders.page, 'index.html'))) return undefined;
  const { page, assets, samples } = folders;
  const assetsPath = `${studioPath}/assets`;
  const samplesPath = `${studioPath}/samples`;
  const pages: Readonly<Record<string, MiddlewareHandler>> = {
    '/': serveStatic({ path: join(page, 'index.html') }),
    [capturePath]: serveStatic({ path: join(page, 'capture.html') }),
    [referencePath]: serveStatic({ path: join(page, 'reference.html') }),
  };
  const files = serveStatic({
    root: page,
    rewriteRequestPath: (path) => path.slice(studioPath.length),
    precompressed: true,
  });
  const inspector = existsSync(assets)
    ? serveStatic({
        root: assets,
        rewriteRequestPath: (path) => path.slice(assetsPath.length),
        precompressed: true,
      })
    : undefined;
  const photos =
    samples !== undefined && existsSync(samples)
      ? serveStatic({ root: samples, rewriteRequestPath: (path) => path.slice(samplesPath.length) })
      : undefined;
  return async (c, next) => {
    const { path } = c.req;
    if (path === `${samplesPath}.json`) {
      return c.json(photos ? await sampleNames(samples!) : [], 200, { 'Cache-Control': 'no-cache' });
    }
    const inSamples = path.startsWith(`${samplesPath}/`);
    if (inSamples && !photos) return next();
    const inAssets = path.startsWith(`${assetsPath}/`);
    if (inAssets && !inspector) return next();
    const isFile = !inAssets && !inSamples && path.startsWith(`${studioPath}/`);
    const serve = isFile ? files : inSamples ? photos! : inAssets ? inspector! : (pages[path] ?? pages['/']!);
    const answer = await serve(c, async () => {});
    if (!answer) return next();
    // The names of the page's files change with their content. The others are asked about before each use.
    answer.headers.set('Cache-Control', isFile ? 'public, max-age=31536000, immutable' : 'no-cache');
    const since = c.req.header('If-Modified-Since');
    if (since === undefined || since !== answer.headers.get('Last-Modified')) return answer;
    await answer.body?.cancel();
    return c.body(null, 304);
  };
}

/** Names of the photos in the folder, the selfie that passes first. */
async function sampleNames(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).sort();
  return [...names.filter((name) => name === 'selfie.jpg'), ...names.filter((name) => name !== 'selfie.jpg')];
}
