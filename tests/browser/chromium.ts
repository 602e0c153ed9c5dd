/** A headless Chromium, and pages of a served app with the browser package in them. */
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type AppServer, serveApp } from './app-server.ts';

declare global {
  interface Window {
    livephoto: typeof import('@livephoto/browser');
    /** What a call throws, as data. */
    refusal(call: () => unknown): Promise<{ type: string; message: string } | null>;
  }
}

/** Without cross-origin isolation, and no more allowed than the documentation says. */
export const strictPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
  "img-src 'self' blob:; media-src 'self' blob:";

export const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What a page may take for anything, on a machine that may be doing much else. */
const patience = 240_000;

export async function openChromium(...flags: string[]): Promise<Browser> {
  const browser = await chromium.launch({
    timeout: patience,
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...flags,
    ],
  });
  browser.on('context', (context) => context.setDefaultTimeout(patience));
  return browser;
}

const testPage =
  '<!doctype html><html lang="en"><title>test</title><script type="module" src="/test.js"></script>';
const testScript = `
  import * as livephoto from '/livephoto/index.js';
  window.refusal = async (call) => {
    try {
      await call();
      return null;
    } catch (error) {
      return { type: error.type, message: error.message };
    }
  };
  window.livephoto = livephoto;
`;

/** Serves the built package at /livephoto/, the samples at /samples/ and a page with the package in it at /test.html. */
export async function serveTestPage(mounts: Readonly<Record<string, string>> = {}): Promise<AppServer> {
  const app = await serveApp({
    '/livephoto/': folder('packages/browser/dist'),
    '/samples/': folder('samples'),
    ...mounts,
  });
  app.headers = { 'Content-Security-Policy': strictPolicy };
  app.override = (path) => {
    if (path === '/test.html') return { status: 200, type: 'text/html', body: testPage };
    if (path === '/test.js') return { status: 200, type: 'text/javascript', body: testScript };
    return undefined;
  };
  return app;
}

export async function openTestPage(context: BrowserContext | Browser, app: AppServer): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${app.origin}/test.html`);
  await page.waitForFunction(() => window.livephoto !== undefined);
  return page;
}
