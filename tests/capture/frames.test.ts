/** A frame of the camera becomes one bitmap, and that one goes to the worker. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { boundBrowserTests } from '../browser/chromium.ts';
import { launchWithCamera, openCapture, serveCapture } from './capture-page.ts';
import { type Footage, openFootage } from './footage.ts';

boundBrowserTests();

declare global {
  interface Window {
    /** What each bitmap was made of, by its class. */
    madeBitmaps: string[];
    /** Bitmaps that were handed to a worker, by whether they were among those. */
    sentBitmaps: boolean[];
  }
}

let app: AppServer;
let footage: Footage;

beforeAll(async () => {
  app = await serveCapture();
  footage = await openFootage();
});
afterAll(async () => {
  await footage?.close();
  await app?.close();
});

it('crosses the page once', async () => {
  const browser = await launchWithCamera({ footage: await footage.file('masked') });
  try {
    const capture = await openCapture(browser, app, {
      attributes: 'autostart',
      before: () => {
        window.madeBitmaps = [];
        window.sentBitmaps = [];
        const made = new WeakSet<ImageBitmap>();
        const make = window.createImageBitmap.bind(window);
        window.createImageBitmap = async (...args: [ImageBitmapSource]) => {
          const bitmap = await make(...args);
          window.madeBitmaps.push(args[0].constructor.name);
          made.add(bitmap);
          return bitmap;
        };
        const { postMessage } = Worker.prototype;
        Worker.prototype.postMessage = function (this: Worker, message: unknown, transferred?: unknown) {
          for (const item of Array.isArray(transferred) ? transferred : []) {
            if (item instanceof ImageBitmap) window.sentBitmaps.push(made.has(item));
          }
          Reflect.apply(postMessage, this, [message, transferred]);
        };
      },
    });
    await capture.told('frame', 5);
    const seen = await capture.page.evaluate(() => {
      const frames = window.seenEvents.filter(({ name }) => name === 'frame').length;
      return { frames, made: window.madeBitmaps, sent: window.sentBitmaps };
    });
    expect(new Set(seen.made)).toEqual(new Set(['HTMLVideoElement']));
    expect(new Set(seen.sent)).toEqual(new Set([true]));
    // The one under way may be made and not yet sent, or sent and not yet told.
    expect(seen.made.length - seen.sent.length).toBeLessThanOrEqual(1);
    expect(seen.made.length - seen.frames).toBeLessThanOrEqual(1);
    expect(seen.frames).toBeGreaterThanOrEqual(5);
    expect(capture.problems).toEqual([]);
  } finally {
    await browser.close();
  }
});
