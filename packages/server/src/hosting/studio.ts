/** The studio and the API reference on Node: the built pages and the files of the inspector, served from the installed packages. */
import { existsSync } from 'node:fs';
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
}

/** Those of the installed packages; undefined in an installation without them. */
export function installedStudio(): StudioFolders | undefined {
  try {
    return {
      page: fileURLToPath(new URL('dist/page', import.meta.resolve('@livephoto/studio/package.json'))),
      assets: fileURLToPath(new URL('../dist/assets', import.meta.resolve('@livephoto/browser'))),
    };
  } catch {
    return undefined;
  }
}

/** @returns undefined where the page was never built. */
export function serveStudio(folders: StudioFolders | undefined): MiddlewareHandler | undefined {
  if (!folders || !existsSync(join(folders.page, 'index.html'))) return undefined;
  const { page, assets } = folders;
  const assetsPath = `${studioPath}/assets`;
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
  return async (c, next) => {
    const { path } = c.req;
    const inAssets = path.startsWith(`${assetsPath}/`);
    if (inAssets && !inspector) return next();
    const isFile = !inAssets && path.startsWith(`${studioPath}/`);
    const serve = isFile ? files : inAssets ? inspector! : (pages[path] ?? pages['/']!);
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
