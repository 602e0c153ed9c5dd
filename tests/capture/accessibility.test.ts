/** axe finds nothing to complain of, in any state of the element, light or dark. */
import { afterAll, beforeAll, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { expectAccessible, launchWithCamera, openCapture, serveCapture } from './capture-page.ts';
import { type Footage, openFootage } from './footage.ts';
import { states } from './states.ts';

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

it.each(states)('$name', async (state) => {
  const name = state.footage.desktop;
  const browser = await launchWithCamera({
    footage: name && (await footage.file(name)),
    allowed: state.allowed ?? true,
  });
  try {
    const capture = await openCapture(browser, app, {
      attributes: state.attributes ?? '',
      ...(state.before ? { before: state.before } : {}),
    });
    await state.reach(capture);
    for (const colorScheme of ['light', 'dark'] as const) {
      await capture.page.emulateMedia({ colorScheme });
      await expectAccessible(capture);
    }
  } finally {
    await browser.close();
  }
});
