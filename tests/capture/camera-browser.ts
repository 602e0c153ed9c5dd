/** A Chromium whose camera plays footage, and a page with the capture element. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { LivePhotoCapture, LivePhotoCaptureEventDetails } from '@livephoto/browser/capture';

export interface CameraOptions {
  /** MJPEG file; null for a machine without a camera. */
  readonly footage: string | null;
  /** Whether people allow the camera. @default true */
  readonly allowed?: boolean;
}

export function launchWithCamera({ footage, allowed = true }: CameraOptions): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      ...(footage === null
        ? []
        : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${footage}`]),
      ...(allowed ? ['--use-fake-ui-for-media-stream'] : []),
    ],
  });
}

export type EventName = keyof LivePhotoCaptureEventDetails;

export interface SeenEvent {
  readonly name: EventName;
  /** Milliseconds since the page began. */
  readonly at: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into details of any shape.
  readonly detail: any;
}

export interface CapturePage {
  readonly page: Page;
  /** Everything that the element told, blobs as their sizes. */
  events(): Promise<readonly SeenEvent[]>;
  /** Waits for the element to be in one of these views. */
  view(...views: LivePhotoCapture['view'][]): Promise<LivePhotoCapture['view']>;
  /** What the page itself complained of. */
  readonly problems: string[];
  close(): Promise<void>;
}

declare global {
  interface Window {
    seenEvents: SeenEvent[];
    /** The photo that was captured last. */
    lastPhoto: Blob | undefined;
    capture: LivePhotoCapture;
  }
}

/** @param attributes of the element, as HTML */
export async function openCapture(
  browser: Browser,
  origin: string,
  { attributes = '', lang = 'en', ...options }: { attributes?: string; lang?: string } & BrowserContextOptions = {},
): Promise<CapturePage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
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
    events: () => page.evaluate(() => window.seenEvents),
    async view(...views) {
      await page.waitForFunction((wanted) => wanted.includes(window.capture.view), views, { timeout: 40_000 });
      return page.evaluate(() => window.capture.view);
    },
    close: () => context.close(),
  };
}
