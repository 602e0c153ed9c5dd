/** The capture element and what it stands on, in every browser that is installed; what differs is printed as a table. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browsersTable } from '../../scripts/test-runtimes/browsers-table.mjs';
import type { AppServer } from '../../tests/browser/app-server.ts';
import { serveCapture } from '../../tests/capture/capture-page.ts';
import { openSite, type Site } from '../chromium/site.ts';
import { root } from '../harness/root.ts';
import { chromium } from './chromium.ts';
import { type Features, findFeatures } from './features.ts';
import { firefox } from './firefox.ts';
import { isInstalled } from './run.ts';
import type { TestBrowser, TestPage } from './test-browser.ts';
import { webkit } from './webkit.ts';

const browsers = Object.entries({ Chromium: chromium, Firefox: firefox, WebKit: webkit }).filter(
  ([name, launch]) => isInstalled(name, launch),
);
const found: Record<string, { version: string; features: Features }> = {};
let site: Site;
let app: AppServer;
beforeAll(async () => {
  site = await openSite();
  app = await serveCapture();
});
afterAll(async () => {
  await app?.close();
  await site?.close();
  console.log(browsersTable(found));
  mkdirSync(new URL('out/', root), { recursive: true });
  writeFileSync(new URL('out/browsers.json', root), JSON.stringify(found));
});

/**
 * Waits, in the page, for the element to show one of these. A driver may call a page loaded whose script has not run.
 * @returns what it shows
 */
const shows = (page: TestPage, ...views: Window['capture']['view'][]) =>
  page.evaluate(async (wanted) => {
    const view = () => (window.capture as Window['capture'] | undefined)?.view;
    const isShown = () => wanted.some((each) => each === view());
    for (let tries = 0; tries < 1200 && !isShown(); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (!isShown()) throw new Error(`It shows ${view()}`);
    return view();
  }, views);

/** @returns whether the photo that is shown was accepted */
async function result(page: TestPage): Promise<boolean> {
  await shows(page, 'result');
  return page.evaluate(
    () => window.seenEvents.findLast(({ name }) => name === 'inspected')?.detail.report.accepted,
  );
}

const press = (page: TestPage, label: string) =>
  page.evaluate((wanted) => {
    const { shadowRoot } = window.capture;
    const buttons = [...(shadowRoot as ShadowRoot).querySelectorAll('button')];
    const button = buttons.find(({ textContent }) => new RegExp(wanted, 'i').test(textContent ?? ''));
    if (!button)
      throw new Error(`There is no ${wanted}, but ${buttons.map((each) => each.textContent?.trim())}`);
    button.click();
  }, label);

const choose = (page: TestPage, photo: string) =>
  page.evaluate(async (name) => {
    await window.capture.chooseFile(await (await fetch(`/samples/${name}`)).blob());
  }, photo);

const told = (page: TestPage, name: string) =>
  page.evaluate(
    (wanted) => window.seenEvents.filter((event) => event.name === wanted).map(({ detail }) => detail),
    name,
  );

describe.each(browsers)('%s', (name, launch) => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await launch.start();
  });
  afterAll(() => browser?.close());

  it('has all that is needed', async () => {
    const page = await browser.open(`${site.url}observer.html`);
    const features = await page.evaluate(findFeatures, '/samples/exif-6.jpg');
    found[name] = { version: browser.version, features };
    expect(features).toMatchObject({
      moduleWorkers: true,
      canvasInWorkers: true,
      simd: true,
      uprightBitmaps: true,
      cacheStorage: true,
    });
  });

  // Twice, as other tests of browsers: what a driver loses on a busy machine, it has on a fresh page.
  it('leads from the camera, or past the lack of one, to a photo that is used', { retry: 1 }, async () => {
    const page = await browser.open(`${app.origin}/capture.html?attributes=files%3D%22always%22`);
    expect(await shows(page, 'welcome')).toBe('welcome');
    await page.evaluate(() => void window.capture.start());
    if (found[name]?.features.camera) {
      // It plays no face: frames are inspected, and what is taken is refused with the reason.
      await shows(page, 'live');
      await page.evaluate(async () => {
        for (
          let tries = 0;
          tries < 1200 && !window.seenEvents.some((event) => event.name === 'frame');
          tries += 1
        ) {
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        await window.capture.takePhoto();
      });
      expect(await result(page)).toBe(false);
      expect(await told(page, 'captured')).toMatchObject([{ trigger: 'button' }]);
      await page.evaluate(() => window.capture.stop());
    } else {
      await shows(page, 'problem');
      expect((await told(page, 'error'))[0]).toMatchObject({ code: expect.stringMatching(/^camera_/) });
    }
    await choose(page, 'masked.jpg');
    expect(await result(page)).toBe(false);
    await choose(page, 'selfie.jpg');
    expect(await result(page)).toBe(true);
    await press(page, 'use|send');
    const confirmed = await told(page, 'confirmed');
    expect(confirmed).toMatchObject([{ photo: { type: 'image/jpeg' }, report: { accepted: true } }]);
  });
});
