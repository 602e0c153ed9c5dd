/** Takes the pictures of the studio for `docs/images/studio/`, on a phone and on a desktop, light and dark. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { drawnHeadPolicy } from '../../benchmarks/src/accuracy/capture/scenes/drawn-head-policy.ts';
import { folder } from '../browser/chromium.ts';
import { launchWithCamera } from '../capture/capture-page.ts';
import { openTurningFootage } from '../capture/turning-footage.ts';
import { readSample, type Studio, samplePath, startStudio } from './studio-server.ts';

const images = folder('docs/images/studio/');

const devices = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 1.5,
    isMobile: true,
    hasTouch: true,
  },
} as const;

let studio: Studio;
beforeAll(async () => {
  await mkdir(images, { recursive: true });
  for (const name of await readdir(images)) await rm(join(images, name));
  // The server takes it from its environment, which is this one's; the head before the camera is drawn.
  process.env.LIVEPHOTO_POLICY = JSON.stringify(drawnHeadPolicy);
  studio = await startStudio();
  delete process.env.LIVEPHOTO_POLICY;
  await storePhoto();
});
afterAll(() => studio?.close());

const shots: readonly [name: string, device: keyof typeof devices, colors: 'light' | 'dark', Prepare][] = [
  ['empty', 'desktop', 'light', modelsLoaded],
  ['empty', 'phone', 'dark', modelsLoaded],
  ['accepted', 'desktop', 'light', tried('no-face.jpg', 'masked.jpg', 'sunglasses.jpg', 'selfie.jpg')],
  ['accepted', 'phone', 'light', tried('masked.jpg', 'selfie.jpg')],
  ['refused', 'desktop', 'dark', tried('selfie.jpg', 'masked.jpg')],
  ['refused', 'phone', 'dark', tried('selfie.jpg', 'masked.jpg')],
  ['unreadable', 'phone', 'light', tried('selfie.jpg', 'truncated.jpg')],
  ['limits', 'desktop', 'light', limits],
  ['limits', 'phone', 'dark', limits],
  ['key', 'phone', 'light', (page) => page.getByRole('link', { name: 'Stored photos' }).click()],
  ['stored', 'desktop', 'light', storedPhoto],
  ['stored', 'phone', 'dark', storedPhoto],
];
type Prepare = (page: Page) => Promise<unknown>;

it.each(shots)('%s, %s, %s', async (name, device, colorScheme, prepare) => {
  const page = await studio.open('', { ...devices[device], colorScheme });
  await prepare(page);
  await page.evaluate(() => document.fonts.ready);
  // What is drawn over the photo follows its size.
  await page.waitForTimeout(500);
  const path = join(images, `${name}-${device}-${colorScheme}.jpg`);
  await page.screenshot({ path, type: 'jpeg', quality: 78 });
  await page.context().close();
});

it('live-capture', async () => {
  const footage = await openTurningFootage();
  const browser = await launchWithCamera({ footage: await footage.file('head') });
  try {
    const page = await browser.newPage({ ...devices.desktop, colorScheme: 'light' });
    // A fake camera is called as the file that it plays.
    await page.addInitScript(() => {
      Object.defineProperty(MediaStreamTrack.prototype, 'label', { get: () => 'Front camera' });
    });
    await page.goto(`${studio.url}/#/live`);
    await page.getByLabel('API key').fill(studio.liveKey);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByLabel('Turns of the head').selectOption('1');
    await page.getByRole('button', { name: 'Begin a session' }).click();
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await page.getByRole('article', { name: 'Try 1' }).getByText('accepted').waitFor({ timeout: 120_000 });
    for (const [device, colorScheme] of [
      ['desktop', 'light'],
      ['phone', 'dark'],
    ] as const) {
      await page.setViewportSize(devices[device].viewport);
      await page.emulateMedia({ colorScheme });
      await page.getByRole('article', { name: 'Try 1' }).scrollIntoViewIfNeeded();
      const path = join(images, `live-capture-${device}-${colorScheme}.jpg`);
      await page.screenshot({ path, type: 'jpeg', quality: 78, fullPage: true });
    }
  } finally {
    await browser.close();
    await footage.close();
  }
});

function modelsLoaded(page: Page) {
  return page.locator('.loading').waitFor({ state: 'detached' });
}

async function limits(page: Page) {
  await tried('selfie.jpg')(page);
  await page.getByRole('button', { name: 'Limits' }).click();
}

/** Ends with the last one shown; the first pays for the start. */
function tried(...names: string[]): Prepare {
  return async (page) => {
    await page.setInputFiles('.input input[type=file]', names.map(samplePath));
    await page.waitForFunction(() => !document.querySelector('.strip .waiting'));
    await page.locator('.thumb').last().click();
  };
}

async function storedPhoto(page: Page) {
  await page.getByRole('link', { name: 'Stored photos' }).click();
  await page.getByLabel('API key').fill(studio.liveKey);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: /Ada Lovelace/ }).click();
  await page.locator('.row code').click();
  await page.locator('.stored .photo-image').waitFor();
}

async function storePhoto() {
  const body = {
    type: 'person',
    email: 'ada@example.com',
    personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
  };
  const client = await studio.api('POST', '/clients', { body: JSON.stringify(body) });
  const { id } = (await client.json()) as { id: string };
  await studio.api('POST', `/livePhotos?clientId=${id}`, {
    headers: { Authorization: studio.liveKey, 'Content-Type': 'image/jpeg' },
    body: new Uint8Array(await readSample('selfie.jpg')),
  });
}
