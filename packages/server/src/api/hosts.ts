/** Holds the `Host` of a request against the names that the server answers to: a page of another name may point here. */
import { LivePhotoError } from '@livephoto/core';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './context.ts';

/** What a server is called that only its own machine can reach. */
export const loopbackNames = ['localhost', '127.0.0.1', '[::1]'] as const;

/**
 * Where a server sits alone on a machine, a page that the user visits can reach it under a name of its own that resolves to
 * 127.0.0.1 (DNS rebinding), and is of the same origin then.
 * @param names hosts without port, lower case.
 */
export function refuseForeignHosts(names: readonly string[]): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const host = (c.req.header('Host') ?? '').toLowerCase().replace(/:\d+$/, '');
    if (!names.includes(host)) {
      throw new LivePhotoError(
        'forbidden',
        `This server does not answer to the host '${host.slice(0, 100)}': name it with --allowed-hosts, or * for any`,
      );
    }
    await next();
  };
}
