/** A headless Chromium, and pages of a served app with the browser package in them. */
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { vi } from 'vitest';
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
const patience = 120_000;
/** What a browser may take to go: one that hangs is killed, and with it whatever waits for it. */
const farewell = 20_000;

/**
 * Bounds what a test of a browser may take, and gives it a second try: browsers hang now and then, and a fresh one does
 * not. For the file that calls it; what failed once is named by the reporter.
 */
export function boundBrowserTests(): void {
  // Vitest reads `retry` here as it reads the others; its type does not know.
  const again = { retry: 1 };
  vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000, ...again });
}

/** In a process of its own that ends with `close`, whatever state it is in. */
export async function openChromium(...flags: string[]): Promise<Browser> {
  const server = await chromium.launchServer({
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
  const browser = await chromium.connect(server.wsEndpoint(), { timeout: patience });
  const orKill = async (what: string, closing: Promise<unknown>) => {
    if (await isDoneWithin(farewell, closing)) return;
    console.warn(`Chromium did not close its ${what} within ${farewell / 1000} s and was killed`);
    await server.kill();
  };
  browser.on('context', (context) => {
    context.setDefaultTimeout(patience);
    const close = context.close.bind(context);
    context.close = (options) => orKill('page', close(options));
  });
  browser.close = () => orKill('browser', server.close());
  return browser;
}

async function isDoneWithin(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
}

/** Browsers by name, opened when first asked for, and anew after one has died. */
export function keepBrowsers<Name>(open: (name: Name) => Promise<Browser>) {
  const kept = new Map<Name, Browser>();
  return {
    async get(name: Name): Promise<Browser> {
      const known = kept.get(name);
      if (known?.isConnected()) return known;
      const opened = await open(name);
      kept.set(name, opened);
      return opened;
    },
    async close(): Promise<void> {
      for (const browser of kept.values()) await browser.close();
      kept.clear();
    },
  };
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
