/** The capture element in React 18 and 19: props are properties, events are handlers, and nothing is left behind. */
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppServer, serveApp } from './app-server.ts';
import { boundBrowserTests, folder, openChromium } from './chromium.ts';
import type {} from './react-page.ts';

boundBrowserTests();

let browser: Browser;
let app: AppServer;
beforeAll(async () => {
  browser = await openChromium();
  app = await serveApp({
    '/livephoto/': folder('packages/browser/dist/assets'),
    '/samples/': folder('samples'),
  });
  const bundles = await Promise.all([18, 19].map(bundle));
  app.override = (path) => {
    const at = ['/18.js', '/19.js'].indexOf(path);
    if (path === '/favicon.ico') return { status: 204 };
    if (at >= 0) return { status: 200, type: 'text/javascript', body: bundles[at]! };
    const page = `<!doctype html><html lang="en"><title>React</title><main></main><script type="module" src="${path}.js"></script>`;
    return /^\/1[89]$/.test(path) ? { status: 200, type: 'text/html', body: page } : undefined;
  };
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function bundle(version: number): Promise<string> {
  const older = { react: 'react-18', 'react-dom': 'react-dom-18' };
  const { outputFiles } = await build({
    entryPoints: [folder('tests/browser/react-page.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"development"' },
    // As webpack would: the assets are looked for in /livephoto/.
    conditions: ['webpack'],
    alias: version === 18 ? older : {},
    // The package's own React is the page's, as in an app that has one.
    nodePaths: [folder('tests/node_modules')],
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

describe.each([18, 19])('React %i', (version) => {
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    page = await browser.newPage();
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`${app.origin}/${version}`);
    await page.waitForFunction(() => window.show !== undefined);
  });
  afterAll(() => page?.close());

  it('sets properties of any kind, and takes back what is no longer given', async () => {
    expect(await page.evaluate(() => window.reactVersion)).toMatch(new RegExp(`^${version}\\.`));
    const shown = async (props: object, wanted: object) => {
      await page.evaluate((given) => window.show(given), props);
      const seen = () =>
        page.evaluate(() => {
          const element = window.element();
          if (element === null) return {};
          const { api, policy, manual, files, className, id } = element;
          return { api, policy, manual, files, className, id };
        });
      await expect.poll(seen).toMatchObject(wanted);
    };
    const policy = { extends: 'strict', orientation: { maxYaw: 12 } };
    const all = { api: '/v1', policy, manual: true, files: 'always', className: 'a b', id: 'x' };
    await shown(all, all);
    await shown({ policy: 'icao' }, { policy: 'icao', manual: false, files: 'fallback', api: undefined });
  });

  it('hears each event once, by the handler of the last rendering', async () => {
    await page.evaluate(async () => {
      window.show({});
      window.heard = [];
      const photo = await (await fetch('/samples/selfie.jpg')).blob();
      await (window.element() as unknown as { chooseFile(file: Blob): Promise<void> }).chooseFile(photo);
    });
    await page.waitForFunction(() => window.heard.some(({ prop }) => prop === 'onInspected'));
    expect(await page.evaluate(() => window.heard.map(({ prop }) => prop))).toEqual([
      'onCaptured',
      'onInspected',
    ]);
  });

  it('starts by itself when told to, and stops when it goes', async () => {
    await page.evaluate(() => {
      window.show(null);
      window.heard = [];
    });
    await page.waitForFunction(() => window.element() === null);
    // There is no camera here: that it asked for one is told as an error.
    await page.evaluate(() => window.show({ autostart: true }));
    await page.waitForFunction(() => window.heard.some(({ prop }) => prop === 'onError'));
    await page.evaluate(() => window.show(null));
    await page.waitForFunction(() => document.querySelector('live-photo-capture') === null);
    expect(problems).toEqual([]);
  });
});
