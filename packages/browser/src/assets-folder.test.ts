import { afterEach, describe, expect, it, vi } from 'vitest';
import { assetsFolder } from './assets-folder.ts';

const page = 'https://app.example/deep/page?query#hash';
afterEach(() => vi.unstubAllGlobals());

describe('the folder of the assets', () => {
  it.each([
    [undefined, 'https://cdn.example/lib/index.js?v=1', 'https://cdn.example/lib/assets/'],
    [undefined, 'chrome-extension://abc/lib/index.js', 'chrome-extension://abc/lib/assets/'],
    // What webpack, Turbopack and bundlers of no modules make of the module's URL.
    [undefined, 'file:///build/app/node_modules/x.js', 'https://app.example/livephoto/'],
    [undefined, '', 'https://app.example/livephoto/'],
    [undefined, undefined, 'https://app.example/livephoto/'],
    ['files', undefined, 'https://app.example/deep/files/'],
    ['/files/?x#y', 'https://cdn.example/a.js', 'https://app.example/files/'],
    [new URL('https://cdn.example/v1'), undefined, 'https://cdn.example/v1/'],
  ])('given %s in %s is %s', (assets, module, folder) => {
    vi.stubGlobal('document', { baseURI: page });
    expect(assetsFolder(assets, module)).toBe(folder);
  });

  it('is what the plugin of a bundler says, unless the page says otherwise', () => {
    vi.stubGlobal('document', { baseURI: page });
    vi.stubGlobal('__LIVEPHOTO_ASSETS__', '/base/livephoto/');
    expect(assetsFolder(undefined, 'https://app.example/assets/index.js')).toBe(
      'https://app.example/base/livephoto/',
    );
    expect(assetsFolder('/own', undefined)).toBe('https://app.example/own/');
  });
});
