import { expect, it } from 'vitest';
import { hrefOf, parseRoute, type Route } from './routing.ts';

it('reads every address that it writes', () => {
  const routes: Route[] = [
    { view: 'inspect' },
    { view: 'live' },
    { view: 'stored', clientId: undefined, photoId: undefined },
    { view: 'stored', clientId: '0198c7a4d21c5f3b9e0a7d64', photoId: undefined },
    { view: 'stored', clientId: 'a/b #%', photoId: 'c' },
  ];
  for (const route of routes) expect(parseRoute(hrefOf(route))).toEqual(route);
});

it('shows the first view for every other address', () => {
  for (const hash of ['', '#', '#/', '#/nonsense', '#stored%', '#/%e0%a4%a']) {
    expect(parseRoute(hash)).toEqual({ view: 'inspect' });
  }
});
