/** The studio on Node: the built page and the files of its inspector, served from the installed packages. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, MiddlewareHandler } from 'hono';
import { studioPath } from '../api/studio.ts';

/** Folders of what is served. */
export interface StudioFolders {
  /** `index.html`, and what it loads under names that change with their content. */
  readonly page: string;
  /** The inspector's worker, models and WebAssembly, with `manifest.json`. */
  readonly assets: string;
}

/** Those of the installed packages. */
export function installedStudio(): StudioFolders {
  return {
    page: folderOf('@livephoto/studio', 'dist/page'),
    assets: folderOf('@livephoto/browser', 'dist/assets'),
  };
}

/** @returns undefined where the page was never built. */
export function serveStudio({ page, assets }: StudioFolders): MiddlewareHandler | undefined {
  if (!existsSync(join(page, 'index.html'))) return undefined;
  const assetsPath = `${studioPath}/assets`;
  const index = serveStatic({ path: join(page, 'index.html'), onFound: revalidated });
  const files = serveStatic({
    root: page,
    rewriteRequestPath: (path) => path.slice(studioPath.length),
    onFound: (_path, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable'),
  });
  const inspector = existsSync(assets)
    ? serveStatic({
        root: assets,
        rewriteRequestPath: (path) => path.slice(assetsPath.length),
        precompressed: true,
        onFound: revalidated,
      })
    : undefined;
  return async (c, next) => {
    const { path } = c.req;
    const inAssets = path.startsWith(`${assetsPath}/`);
    if (inAssets && !inspector) return next();
    const serve = inAssets ? inspector! : path === '/' ? index : files;
    const answer = await serve(c, next);
    const since = c.req.header('If-Modified-Since');
    if (!answer || since === undefined || since !== answer.headers.get('Last-Modified')) return answer;
    await answer.body?.cancel();
    return c.body(null, 304);
  };
}

/** Kept, and asked about before each use: their names stay when their content changes. */
function revalidated(_path: string, c: Context): void {
  c.header('Cache-Control', 'no-cache');
}

function folderOf(packageName: string, folder: string): string {
  return fileURLToPath(new URL(folder, import.meta.resolve(`${packageName}/package.json`)));
}
