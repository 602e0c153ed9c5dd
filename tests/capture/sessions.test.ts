/** Capture sessions the whole way: a camera that plays a head or an attack, the element, a real server, the key's view. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import type { AppServer } from '../browser/app-server.ts';
import { boundBrowserTests } from '../browser/chromium.ts';
import { startTestServer, type TestServer } from '../server/harness/server.ts';
import {
  allowApi,
  type CapturePage,
  expectAccessible,
  launchWithCamera,
  openCapture,
  serveCapture,
  untilOver,
} from './capture-page.ts';
import { openTurningFootage, type TurningFootage, type TurningFootageName } from './turning-footage.ts';

boundBrowserTests();

/** Of one wait: a challenge ends after 90 seconds whatever happens. */
const patience = { timeout: 120_000 };

let app: AppServer;
let server: TestServer;
let footage: TurningFootage;
let clientId: string;

beforeAll(async () => {
  app = await serveCapture();
  server = await startTestServer({
    LIVEPHOTO_CORS_ORIGINS: app.origin,
    LIVEPHOTO_INSPECTION_TIMEOUT: '100',
    // The head that the camera plays is drawn, and the same for every session.
    LIVEPHOTO_REPLAY_DAYS: '0',
    LIVEPHOTO_POLICY: JSON.stringify(drawnHeadPolicy),
  });
  allowApi(app, server.url);
  clientId = await server.createClient();
  footage = await openTurningFootage();
});
afterAll(async () => {
  await footage?.close();
  await server?.close();
  await app?.close();
});

const makeSession = async (body: object = {}): Promise<{ id: string; token: string }> =>
  (await server.call('POST', '/v1/captureSessions', { body: { clientId, ...body } })).json;
const show = async (id: string) => (await server.call('GET', `/v1/captureSessions/${id}`)).json;
const photosOf = async () =>
  (await server.call('GET', `/v1/livePhotos?clientId=${clientId}`)).json.totalItems as number;

/** Plays the footage to an element with this session until the server has answered. */
async function captureOf(
  name: TurningFootageName,
  token: string,
  look: (capture: CapturePage) => Promise<void>,
): Promise<void> {
  const browser: Browser = await launchWithCamera({ footage: await footage.file(name) });
  try {
    const capture = await openCapture(browser, app, {
      attributes: `api="${server.url}/v1" session="${token}"`,
    });
    await capture.page.getByRole('button', { name: 'Start the camera' }).click(patience);
    await untilOver(capture.page, ['problem']);
    await look(capture);
  } finally {
    await browser.close();
  }
}

describe('a session', () => {
  it('takes the photo of a head that turns as it was asked to', async () => {
    const before = await photosOf();
    const { id, token } = await makeSession({ turns: 1 });
    await captureOf('head', token, async (capture) => {
      const shown = await show(id);
      const seen = await capture.page.evaluate(() => window.capture.view);
      expect(seen, JSON.stringify({ refused: await capture.events('refused'), shown })).toBe('done');
      await expectAccessible(capture);
      const [accepted] = await capture.events('accepted');
      expect(shown).toMatchObject({ state: 'accepted', livePhotoId: accepted!.detail.livePhoto.id });
      const { signals, turns, report } = shown.tries.at(-1);
      expect(signals).toMatchObject({
        source: 'camera',
        camera: expect.any(String),
        noiseless: false,
        constantFrame: false,
        missingCapabilities: expect.any(Array),
      });
      expect(report.inspections.liveness.evidence.motion.seen).toEqual(turns);
      const stored = await server.call('GET', `/v1/livePhotos/${shown.livePhotoId}/download`, {
        headers: { Accept: 'image/*' },
      });
      expect(Buffer.from(stored.bytes).equals(await capture.photo())).toBe(true);
      // Every turn was said, and none of the page's own figures.
      const spoken = await capture.page.evaluate(() => window.spoken.map((text) => text.trim()));
      const asked = { left: 'to your left', right: 'to your right', up: 'Raise your chin' };
      for (const turn of turns as (keyof typeof asked)[]) {
        expect(spoken.some((text) => text.includes(asked[turn]))).toBe(true);
      }
      expect(spoken.at(-1)).toBe('Done. Your photo was taken.');
      expect(capture.problems).toEqual([]);
    });
    expect(await photosOf()).toBe(before + 1);
  });

  it.each(['frozen', 'print'] as const)('refuses a %s face, and locks after the last try', async (name) => {
    const before = await photosOf();
    const { id, token } = await makeSession({ turns: 1, attempts: 1 });
    await captureOf(name, token, async (capture) => {
      expect(await capture.page.evaluate(() => window.capture.view)).toBe('refused');
      await expectAccessible(capture);
      const [refused] = await capture.events('refused');
      expect(refused!.detail).toMatchObject({ state: 'locked', attemptsLeft: 0 });
      expect(JSON.stringify(refused!.detail)).not.toMatch(/score|parallax|\d°/);
      expect(await capture.page.getByRole('button').count()).toBe(0);
      expect(await capture.page.getByText('No try is left.').first().isVisible()).toBe(true);
      const shown = await show(id);
      expect(shown).toMatchObject({ state: 'locked', tries: [{ outcome: 'refused' }] });
      const [{ signals, findings }] = shown.tries;
      expect(signals.constantFrame).toBe(name === 'frozen');
      console.log(name, findings.map(({ code }: { code: string }) => code).join(' '));
    });
    expect(await photosOf()).toBe(before);
  });
});
