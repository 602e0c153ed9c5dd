/** Which part of the page is shown, kept in the address behind `#`, so that links and the back button work. */
import { useEffect, useState } from 'preact/hooks';

export type Route =
  | { readonly view: 'inspect' }
  | { readonly view: 'live' }
  | {
      readonly view: 'stored';
      readonly clientId?: string | undefined;
      readonly photoId?: string | undefined;
    };

export function parseRoute(hash: string): Route {
  const [view, clientId, photoId] = hash.replace(/^#\/?/, '').split('/').map(decoded);
  if (view === 'live') return { view };
  if (view !== 'stored') return { view: 'inspect' };
  return { view, clientId: clientId || undefined, photoId: photoId || undefined };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function hrefOf(route: Route): string {
  if (route.view === 'inspect') return '#/';
  if (route.view === 'live') return '#/live';
  const parts = ['stored', route.clientId, route.photoId].filter((part) => part !== undefined);
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

export function goTo(route: Route): void {
  location.hash = hrefOf(route);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
