/** The element on a slow phone: Chromium slowed down, before a head that does what it hears. */
import { availableParallelism, loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import type { AppServer } from '../browser/app-server.ts';
import { boundBrowserTests } from '../browser/chromium.ts';
import { startTestServer, type TestServer } from '../server/harness/server.ts';
import {
  allowApi,
  type CapturePage,
  launchWithCamera,
  openCapture,
  serveCapture,
  untilOver,
} from './capture-page.ts';
import { filmHead, listen, viewCounts } from './listening-head.ts';

boundBrowserTests();

/**
 * Times as slow as a machine that does nothing else; what else this one does counts as well. At four times looks may be half a
 * second apart, which is too slow for turns.
 */
const slowness = Math.max(1, 2.5 / Math.max(1, loadavg()[0]! / availableParallelism()));
const patience = { timeout: 150_000 };

let app: AppServer;
let server: TestServer;
beforeAll(async () => {
  app = await serveCapture();
  server = await startTestServer({
    LIVEPHOTO_CORS_ORIGINS: app.origin,
    LIVEPHOTO_INSPECTION_TIMEOUT: '100',
    LIVEPHOTO_REPLAY_DAYS: '0',
    LIVEPHOTO_POLICY: JSON.stringify(drawnHeadPolicy),
  });
  allowApi(app, server.url);
  const views = await filmHead();
  app.override = (path) => {
    if (path === '/favicon.ico') return { status: 204 };
    const body = views.get(/^\/head\/(.+)\.jpg$/.exec(path)?.[1] ?? '');
    return body && { status: 200, body, type: 'image/jpeg' };
  };
});
afterAll(async () => {
  await server?.close();
  await app?.close();
});

interface SlowedPage {
  /** Which of the page's threads are slow: its own, and its workers'. */
  readonly slow: readonly string[];
  /** Makes its own thread so many times as slow as the machine is. */
  setRate(rate: number): Promise<void>;
}

async function slowDown(page: Page): Promise<SlowedPage> {
  const session = await page.context().newCDPSession(page);
  const slow: string[] = [];
  const setRate = async (rate: number) => {
    await session.send('Emulation.setCPUThrottlingRate', { rate });
  };
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    slow.push(JSON.parse(message).error ? 'no worker' : 'worker');
  });
  session.on('Target.attachedToTarget', ({ sessionId }) => {
    const message = JSON.stringify({
      id: 1,
      method: 'Emulation.setCPUThrottlingRate',
      params: { rate: slowness },
    });
    void session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => {});
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  await setRate(slowness);
  slow.push('page');
  return { slow, setRate };
}

/**
 * Opens the element before the head, for a session of one turn.
 * @param attributes of the element, besides those of the session.
 */
async function beforeHead(
  attributes: string,
  look: (capture: CapturePage, id: string) => Promise<void>,
): Promise<void> {
  const clientId = await server.createClient();
  const { json: session } = await server.call('POST', '/v1/captureSessions', {
    body: { clientId, turns: 1 },
  });
  const browser = await launchWithCamera({ footage: null });
  try {
    const capture = await openCapture(browser, app, {
      attributes: `api="${server.url}/v1" session="${session.token}" ${attributes}`,
      before: `(${listen})(${JSON.stringify(viewCounts)})`,
    });
    await look(capture, session.id);
  } finally {
    await browser.close();
  }
}

it('takes the photo of a head that turns, and keeps a frame that it looked at', async () => {
  await beforeHead('', async (capture, id) => {
    const { page } = capture;
    const { slow, setRate } = await slowDown(page);
    await page.getByRole('button', { name: 'Start the camera' }).click(patience);
    // What else the machine does makes it slower still, and too slow is the next test's subject.
    await untilOver(page, ['refused', 'problem'], (tries) => setRate(Math.max(1, slowness / 2 ** tries)));
    const shown = (await server.call('GET', `/v1/captureSessions/${id}`)).json;
    const seen = await page.evaluate(() => window.capture.view);
    const told = [...(await capture.events('refused')), ...(await capture.events('error'))];
    expect(seen, JSON.stringify({ told, shown })).toBe('done');
    expect(slow).toEqual(expect.arrayContaining(['page', 'worker']));
    const { frames, stillLikeness } = shown.tries.at(-1).report.inspections.liveness.evidence.motion;
    expect(frames.length).toBeGreaterThanOrEqual(6);
    // The still is its last frame in full size.
    expect(stillLikeness).toBeGreaterThanOrEqual(95);
  });
});

it('says on a device that cannot follow that it is too slow, and offers a phone', async () => {
  await beforeHead('session-url="https://photos.example/capture"', async (capture) => {
    const { page } = capture;
    await page.evaluate(() => {
      const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      Object.assign(window.capture, {
        inspector: {
          backend: 'wasm',
          inspect: () => after(1500).then(() => Promise.reject(new Error('Nothing was seen yet'))),
          trackFace: () => after(1500).then(() => ({ yaw: 0, pitch: 0, roll: 0, box: {} })),
          dispose: async () => {},
        },
      });
    });
    await page.getByRole('button', { name: 'Start the camera' }).click(patience);
    await page.getByRole('button', { name: 'Begin now', disabled: false }).click(patience);
    await capture.view('problem');
    expect((await capture.events('error')).map(({ detail }) => detail.code)).toEqual(['device_too_slow']);
    await page.getByRole('heading', { name: /^This device is too slow/ }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByRole('button', { name: 'Use your phone instead' }).click();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
  });
});
