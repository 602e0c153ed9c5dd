/** A session that begins on a desktop goes on with a phone, by the code that the desktop shows, to its photo. */
import { decodeQR } from 'qr/decode.js';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { boundBrowserTests } from '../browser/chromium.ts';
import { untilOver } from '../capture/capture-page.ts';
import { filmHead, listen, viewCounts } from '../capture/listening-head.ts';
import { violationsOf } from './axe.ts';
import { type Studio, startStudio } from './studio-server.ts';

boundBrowserTests();

let studio: Studio;
beforeAll(async () => {
  // The server takes it from its environment, which is this one's.
  const environment = {
    LIVEPHOTO_POLICY: JSON.stringify(drawnHeadPolicy),
    // Drawn frames are the same at every try, as no camera's are.
    LIVEPHOTO_REPLAY_DAYS: '0',
  };
  Object.assign(process.env, environment);
  studio = await startStudio();
  for (const name of Object.keys(environment)) delete process.env[name];
});
afterAll(() => studio?.close());

const call = async (method: string, path: string, body?: object) => {
  const init = body && {
    body: JSON.stringify(body),
    headers: { Authorization: studio.liveKey, 'Content-Type': 'application/json' },
  };
  return (await studio.api(method, path, init)).json();
};

it('goes on with a phone, where the head turns as often as it is asked, and is done on both', async () => {
  // A second try after a head that was too slow is not held against the first one's refusal.
  studio.complaints.length = 0;
  const { id: clientId } = await call('POST', '/clients', {
    type: 'person',
    email: 'hand.over@example.com',
    personDetails: { firstName: 'Hand', lastName: 'Over' },
  });
  // Five of six challenges of three turns ask to look up.
  const { id, url } = await call('POST', '/captureSessions', { clientId, turns: 3 });

  const desktop = await studio.open(new URL(url).pathname.slice(1) + new URL(url).hash, {});
  await desktop.getByRole('button', { name: 'Use your phone instead' }).click();
  const code = desktop.getByRole('img', { name: 'QR code with the address of this page for your phone' });
  await code.waitFor();
  expect(await violationsOf(desktop)).toEqual([]);
  const { data, info } = await sharp(await code.screenshot())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const shown = decodeQR({ width: info.width, height: info.height, data });
  expect(shown).toBe(url);

  const views = await filmHead();
  // A wide one: the selfie that turns has no picture around it, and a narrow screen shows the middle of it alone.
  const phone = await studio.open('healthz', {
    viewport: { width: 820, height: 1000 },
    isMobile: true,
    hasTouch: true,
  });
  await phone.route('**/head/*.jpg', async (route) => {
    const name = new URL(route.request().url()).pathname.replace(/^\/head\/|\.jpg$/g, '');
    await route.fulfill({ contentType: 'image/jpeg', body: views.get(name)! });
  });
  await phone.addInitScript(`(${listen})(${JSON.stringify(viewCounts)})`);
  await phone.goto(shown);
  // On the phone itself there is no other phone to go on with.
  await phone.getByRole('button', { name: 'Start the camera' }).waitFor();
  await phone.getByRole('button', { name: 'Start the camera' }).click();
  await untilOver(phone, ['refused', 'problem'], async () => {
    const { tries } = await call('GET', `/captureSessions/${id}`);
    console.log('tried until now', JSON.stringify(tries.at(-1)?.findings ?? 'no try'));
  });

  const session = await call('GET', `/captureSessions/${id}`);
  expect(session, JSON.stringify(session)).toMatchObject({
    state: 'accepted',
    livePhotoId: expect.any(String),
  });
  const { turns, report } = session.tries.at(-1);
  expect(turns).toHaveLength(3);
  expect(report.inspections.liveness.evidence.motion.seen).toEqual(turns);
  console.log('turns', turns.join(' '));
  for (const page of [phone, desktop]) await page.getByText('Done. Your photo was taken.').first().waitFor();
  expect(studio.complaints).toEqual([]);
});
