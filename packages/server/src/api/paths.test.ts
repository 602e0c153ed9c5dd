import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tolerantPath } from './paths.ts';

it('brings every spelling of a path to one', () => {
  const paths = {
    'http://h/v1/livePhotos': '/v1/livePhotos',
    'http://h/v1//livePhotos/': '/v1/livePhotos',
    'http://h//v1/livePhotos///?clientId=/a//b/': '/v1/livePhotos',
    'http://h/': '/',
    'http://h': '/',
    'http://h///': '/',
  };
  for (const [url, path] of Object.entries(paths)) expect(tolerantPath(url)).toBe(path);
});

it('changes nothing when it is done twice', () => {
  fc.assert(
    fc.property(fc.webPath(), (path) => {
      const once = tolerantPath(`http://h${path}`);
      expect(tolerantPath(`http://h${once}`)).toBe(once);
    }),
  );
});
