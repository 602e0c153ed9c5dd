/** Where the worker, the models and the WebAssembly files lie, when the page says so and when it does not. */

/** What a bundler's plugin puts in: the folder that it serves the assets from. */
declare const __LIVEPHOTO_ASSETS__: string | undefined;

/** Where bundlers' public folders put them, when nobody says anything: `public/livephoto`. */
const publicFolder = '/livephoto/';

/**
 * With a slash at its end.
 * @param assets as `createInspector` gets it
 * @param module URL of the module that asks, handed in: bundlers take `new URL(…, import.meta.url)` for a file to copy. Some
 *   bundlers make a path of the machine that built of it, or nothing; then the assets are looked for in the public folder.
 */
export function assetsFolder(assets: string | URL | undefined, module: string | undefined): string {
  const page = globalThis.document?.baseURI ?? globalThis.location?.href;
  const given = assets ?? (typeof __LIVEPHOTO_ASSETS__ === 'string' ? __LIVEPHOTO_ASSETS__ : undefined);
  const url = given === undefined ? besideModule(module, page) : new URL(given, page ?? module);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}

function besideModule(module: string | undefined, page: string | undefined): URL {
  const isServed = module !== undefined && /^(?:https?|[\w-]*extension):/.test(module);
  return isServed ? new URL('assets/', module) : new URL(publicFolder, page);
}
