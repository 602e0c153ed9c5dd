/** The studio: the page at `/` for people, over the same API. How its files are read is the runtime's affair. */
import { LivePhotoError } from '@livephoto/core';
import type { Hono, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './context.ts';

/** Where the page's files are; the page itself is at `/`. */
export const studioPath = '/studio';

/** The page that takes the photo of a capture session; its token follows behind `#`, where no server sees it. */
export const capturePath = '/capture';

export function isStudioPath(path: string): boolean {
  return path === '/' || path === capturePath || path === studioPath || path.startsWith(`${studioPath}/`);
}

/**
 * @param files answers the paths of the studio, and calls `next` where there is no file; undefined when there is no
 *   studio.
 */
export function mountStudio(app: Hono<ApiEnv>, files: MiddlewareHandler | undefined): void {
  for (const path of ['/', capturePath, `${studioPath}/*`]) {
    app.get(path, async (c) => {
      if (!files) throw noPage();
      c.set('route', path);
      const answer = await files(c, async () => {});
      if (answer) return answer;
      throw new LivePhotoError('resource_not_found', `There is nothing at ${c.req.path.slice(0, 200)}`);
    });
  }
}

function noPage(): LivePhotoError {
  return new LivePhotoError(
    'resource_not_found',
    'There is no page here: the studio is not built, or turned off. The API is under /v1, and /docs explains it',
  );
}
