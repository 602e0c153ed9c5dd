/** Paths as callers write them, brought to the one form that routes have. */

/**
 * The path of a URL without doubled and trailing slashes: `/v1//livePhotos/` is `/v1/livePhotos`.
 * @param url absolute.
 */
export function tolerantPath(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start === -1) return '/';
  const path = url.slice(start).split(/[?#]/, 1)[0] as string;
  const single = path.replace(/\/{2,}/g, '/');
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}
