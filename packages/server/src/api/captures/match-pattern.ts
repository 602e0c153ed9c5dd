/**
 * Match patterns, as extensions of browsers have them: ComplyCube's tokens name by one, `referrer`, the pages that may use them. Of a
 * page browsers tell other origins no more than its origin, so a pattern's path counts for nothing here.
 */

const shape =
  /^(\*|https?):\/\/(\*|(?:\*\.)?[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])(?::(\*|\d{1,5}))?(?:\/.*)?$/i;

/** Characters. */
const longest = 500;

/**
 * @returns the origins of the pages that it names, as a session keeps them: none for those of every page, else one, with `*` for
 *   a scheme, the beginning of a host or a port that may be any. undefined for what is no pattern of pages.
 */
export function originsOfPattern(pattern: string): readonly string[] | undefined {
  if (pattern === '<all_urls>') return [];
  if (pattern.length > longest) return undefined;
  const [, scheme, host, port = '*'] = shape.exec(pattern) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  if (scheme === '*' && host === '*' && port === '*') return [];
  return [`${scheme}://${host}:${port}`.toLowerCase()];
}

/** @param allowed an origin, or one of `originsOfPattern`. @param origin as a browser says it. */
export function allowsOrigin(allowed: string, origin: string): boolean {
  if (allowed === origin) return true;
  const [, scheme, host = '', port] = /^(\*|https?):\/\/(.+):(\*|\d+)$/.exec(allowed) ?? [];
  if (scheme === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  if (page.protocol !== 'https:' && page.protocol !== 'http:') return false;
  const pagePort = page.port || (page.protocol === 'https:' ? '443' : '80');
  return (
    (scheme === '*' || page.protocol === `${scheme}:`) &&
    (port === '*' || pagePort === port) &&
    (host === '*' ||
      page.hostname === host ||
      (host.startsWith('*.') && (page.hostname === host.slice(2) || page.hostname.endsWith(host.slice(1)))))
  );
}
