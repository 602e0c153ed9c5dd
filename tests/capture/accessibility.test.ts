/** axe finds nothing to complain of, in any state of the element, light or dark. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { expectAccessible, launchWithCamera, openCapture, serveCapture } from './capture-page.ts';
import { type Footage, openFootage } from './footage.ts';
import { states } from './states.ts';

// A busy machine takes its time over a browser, a worker and models.

let app: AppServer;
let footage: Footage;
/** One for each camera. */
const browsers = new Map<string, Browser>();

beforeAll(async () => {
  app = await serveCapture();
  footage = await openFootage();
});
afterAll(async () => {
  for (const browser of browsers.values()) await browser.close();
  await footage?.close();
  await app?.close();
});

it.each(states.filter(({ isAlike }) => !isAlike))('$name', async (state) => {
  const name = state.footage.desktop;
  const allowed = state.allowed ?? true;
  const key = `${name} ${allowed}`;
  const browser =
    browsers.get(key) ?? (await launchWithCamera({ footage: name && (await footage.file(name)), allowed }));
  browsers.set(key, browser);
  const capture = await openCapture(browser, app, {
    attributes: state.attributes ?? '',
    ...(state.before ? { before: state.before } : {}),
  });
  await state.reach(capture);
  for (const colorScheme of ['light', 'dark'] as const) {
    await capture.page.emulateMedia({ colorScheme });
    await expectAccessible(capture);
  }
  await capture.close();
});
