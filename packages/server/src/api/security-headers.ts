/** What browsers are told of an answer: the API's may do nothing at all, the studio's page what it needs and no more. */
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { referencePath } from './reference.ts';
import { isStudioPath } from './studio.ts';

/** @param crossOrigin whether pages of other origins may read the answers. */
export function securityHeaders({ crossOrigin }: { readonly crossOrigin: boolean }): MiddlewareHandler {
  const common = {
    xFrameOptions: 'DENY',
    // Behind a proxy with TLS, the proxy says for how long.
    strictTransportSecurity: false,
  };
  const api = secureHeaders({
    ...common,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'unsafe-inline'"],
      frameAncestors: ["'none'"],
    },
    crossOriginResourcePolicy: crossOrigin ? 'cross-origin' : 'same-origin',
  });
  const studio = secureHeaders({
    ...common,
    // Workers take theirs from the answer that brought their script, so every file of the studio has this one.
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      imgSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { camera: ['self'], microphone: [], geolocation: [] },
  });
  const reference = secureHeaders({
    ...common,
    // Its scripts come from here and talk to here alone. It writes its styles into the page, as the plain page does.
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      fontSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  });
  return (c, next) => {
    const { path } = c.req;
    return (path === referencePath ? reference : isStudioPath(path) ? studio : api)(c, next);
  };
}
