/** A Chromium whose camera plays footage, and a page with the capture element under a strict policy. */
import { createRequire } from 'node:module';
import type { LivePhotoCapture, LivePhotoCaptureEventDetails } from '@livephoto/browser/capture';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type AppServer, serveApp } from '../browser/app-server.ts';
import { folder, openChromium, strictPolicy } from '../browser/chromium.ts';

export interface CameraOptions {
  /** MJPEG file; null for a machine without a camera. */
  readonly footage: string | null;
  /** Whether people allow the camera. @default true */
  readonly allowed?: boolean;
}

export function launchWithCamera({ footage, allowed = true }: CameraOptions): Promise<Browser> {
  return openChromium(
    '--disable-gpu',
    ...(footage === null
      ? []
      : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${footage}`]),
    ...(allowed ? ['--use-fake-ui-for-media-stream'] : []),
  );
}

/** @param api origin that the page may send photos to */
export async function serveCapture(api = ''): Promise<AppServer> {
  const app = await serveApp({
    '/': folder('tests/capture/page/'),
    '/livephoto/': folder('packages/browser/dist/'),
    '/samples/': folder('samples/'),
  });
  app.override = (path) => (path === '/favicon.ico' ? { status: 204 } : undefined);
  allowApi(app, api);
  return app;
}

/** No styles but the page's own file: the element brings its own in a way that no policy forbids. */
export function allowApi(app: AppServer, api: string): void {
  const policy = strictPolicy.replace("connect-src 'self'", `connect-src 'self' ${api}`);
  app.headers = { 'Content-Security-Policy': `${policy}; style-src 'self'` };
}

export type EventName = keyof LivePhotoCaptureEventDetails;

export interface SeenEvent {
  readonly name: EventName;
  /** Milliseconds since the page began. */
  readonly at: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into details of any shape.
  readonly detail: any;
}

declare global {
  interface Window {
    seenEvents: SeenEvent[];
    /** Everything that a screen reader was given to say. */
    spoken: string[];
    /** The photo that was captured last. */
    lastPhoto: Blob | undefined;
    capture: LivePhotoCapture;
    createInspector: typeof import('@livephoto/browser').createInspector;
    axe: { run(): Promise<{ violations: readonly { id: string; nodes: readonly { html: string }[] }[] }> };
  }
}

export interface CapturePage {
  readonly page: Page;
  /** What the element told, blobs as their sizes. */
  events(name?: EventName): Promise<readonly SeenEvent[]>;
  /** Waits until the element has told this, so many times. */
  told(name: EventName, times?: number): Promise<void>;
  /** Waits for the element to be in one of these views. */
  view(...views: LivePhotoCapture['view'][]): Promise<LivePhotoCapture['view']>;
  /** The bytes that were captured last. */
  photo(): Promise<Buffer>;
  /** What the page itself complained of. */
  readonly problems: string[];
  close(): Promise<void>;
}

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 120_000 };

export interface CapturePageOptions extends BrowserContextOptions {
  /** Of the element, as HTML. */
  readonly attributes?: string;
  /** Of the page. */
  readonly lang?: string;
  /** Runs before the page's own scripts. */
  readonly before?: string | (() => void);
}

export async function openCapture(
  browser: Browser,
  { origin }: AppServer,
  { attributes = '', lang = 'en', before, ...options }: CapturePageOptions = {},
): Promise<CapturePage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  if (before) await page.addInitScript(before);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${origin}/capture.html?${new URLSearchParams({ attributes, lang })}`);
  await page.waitForFunction(() => window.capture?.view !== undefined);
  return {
    page,
    problems,
    events: (name) =>
      page.evaluate(
        (wanted) => window.seenEvents.filter((event) => wanted === undefined || event.name === wanted),
        name,
      ),
    async told(name, times = 1) {
      await page.waitForFunction(
        ([wanted, count]) => window.seenEvents.filter((event) => event.name === wanted).length >= count,
        [name, times] as const,
        patience,
      );
    },
    async view(...views) {
      await page.waitForFunction((wanted) => wanted.includes(window.capture.view), views, patience);
      return page.evaluate(() => window.capture.view);
    },
    async photo() {
      const bytes = await page.evaluate(async () =>
        Array.from(new Uint8Array(await window.lastPhoto!.arrayBuffer())),
      );
      return Buffer.from(bytes);
    },
    close: () => context.close(),
  };
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Holds the page to axe's rules, all of them. */
export async function expectAccessible({ page }: CapturePage): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    // As a script of the page's own: its policy forbids what is injected.
    await page.route('**/axe.js', (route) => route.fulfill({ path: axe, contentType: 'text/javascript' }));
    await page.addScriptTag({ url: '/axe.js' });
  }
  const violations = await page.evaluate(async () =>
    (await window.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
  );
  expect(violations).toEqual([]);
}

const ends = ['refused', 'done', 'problem'];
const longest = { timeout: 150_000 };

/**
 * Waits for the end of a capture, of whatever page has the element. Where it ended in one of these views, it begins anew, as
 * the page offers: twice at most. A machine that does other work may be too slow to follow a turn.
 * @param beforeAgain is told how often it was tried already.
 */
export async function untilOver(
  page: Page,
  again: readonly string[],
  beforeAgain: (tries: number) => Promise<void> = async () => {},
): Promise<void> {
  const isAtEnd = (is: boolean) =>
    page.waitForFunction(
      ([views, want]) => views.includes(document.querySelector('live-photo-capture')!.view) === want,
      [ends, is] as const,
      longest,
    );
  await isAtEnd(true);
  for (let tries = 1; tries <= 2; tries++) {
    const view = await page.evaluate(() => document.querySelector('live-photo-capture')!.view);
    if (!again.includes(view)) return;
    console.log('once more after', view, ...(await page.getByRole('heading').allInnerTexts()));
    await beforeAgain(tries);
    await page.getByRole('button', { name: 'Try again' }).click(longest);
    await isAtEnd(false);
    await isAtEnd(true);
  }
}
