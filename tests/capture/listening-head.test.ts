/** The head that the tests hold before the camera: what it does when nobody asks it for a turn. */
import sharp from 'sharp';
import { afterAll, beforeAll, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { boundBrowserTests } from '../browser/chromium.ts';
import { launchWithCamera, openCapture, serveCapture } from './capture-page.ts';
import { listen } from './listening-head.ts';

boundBrowserTests();

const counts = { left: 8, right: 8, up: 8 };
let app: AppServer;
beforeAll(async () => {
  app = await serveCapture();
  // The farther it is turned the darker it is.
  const views = new Map<string, Buffer>();
  for (const [direction, count] of Object.entries(counts)) {
    for (let view = 0; view < count; view++) {
      const background = { r: 240 - 30 * view, g: 240 - 30 * view, b: 240 - 30 * view };
      const image = sharp({ create: { width: 64, height: 48, channels: 3, background } });
      views.set(`${direction}-${view}`, await image.jpeg().toBuffer());
    }
  }
  app.override = (path) => {
    if (path === '/favicon.ico') return { status: 204 };
    const body = views.get(/^\/head\/(.+)\.jpg$/.exec(path)?.[1] ?? '');
    return body && { status: 200, body, type: 'image/jpeg' };
  };
});
afterAll(() => app?.close());

it('looks into a camera that is opened again, though a try ended while it was turned', async () => {
  const browser = await launchWithCamera({ footage: null });
  try {
    const { page } = await openCapture(browser, app, { before: `(${listen})(${JSON.stringify(counts)})` });
    const shows = (what: 'straight' | 'turned') =>
      page.waitForFunction(
        (wanted) => {
          const { video } = window as unknown as { video: HTMLVideoElement };
          const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext(
            '2d',
          )!;
          context.drawImage(video, 0, 0, 1, 1);
          const [brightness] = context.getImageData(0, 0, 1, 1).data;
          return wanted === 'straight' ? brightness! > 200 : brightness! < 80;
        },
        what,
        { timeout: 60_000, polling: 100 },
      );
    const open = () =>
      page.evaluate(async () => {
        const video = document.createElement('video');
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
        await video.play();
        Object.assign(window, { video });
      });
    await open();
    await shows('straight');
    await page.evaluate(() => {
      const turn = new CustomEvent('turn', { detail: { cue: 'left' } });
      document.querySelector('live-photo-capture')!.dispatchEvent(turn);
    });
    await shows('turned');
    await open();
    await shows('straight');
  } finally {
    await browser.close();
  }
});
