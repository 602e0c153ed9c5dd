/** The API reference at `/docs`: one that can be tried where its files are served, and a plain page everywhere. */
import type { Hono, MiddlewareHandler } from 'hono';
import type { ApiEnv } from './context.ts';
import type { Endpoint } from './endpoint.ts';
import { docsPage } from './openapi/docs-page.ts';
import { openApiDocument } from './openapi/document.ts';

export const referencePath = '/docs';
const plainPath = '/docs/plain';

/** @param files answers `/docs` with the reference that can be tried, and calls `next` where it was not built. */
export function mountReference(
  app: Hono<ApiEnv>,
  endpoints: readonly Endpoint[],
  files: MiddlewareHandler | undefined,
): void {
  const document = openApiDocument(endpoints, { studio: files !== undefined });
  app.get('/openapi.json', (c) => {
    c.set('route', '/openapi.json');
    return c.json(document);
  });
  app.get(referencePath, async (c) => {
    c.set('route', referencePath);
    const answer = await files?.(c, async () => {});
    return answer || c.html(docsPage(document));
  });
  app.get(plainPath, (c) => {
    c.set('route', plainPath);
    return c.html(docsPage(document));
  });
}
