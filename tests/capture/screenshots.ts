/** Takes a picture of every state of the capture element, on a phone and on a desktop, light and dark. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { folder } from '../browser/chromium.ts';
import { launchWithCamera, openCapture, serveCapture } from './capture-page.ts';
import { type Footage, openFootage } from './footage.ts';
import { type Device, type State, states } from './states.ts';

const images = folder('docs/images/capture/');

const devices = {
  phone: { viewport: { width: 390, height: 780 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 960, height: 760 }, deviceScaleFactor: 1 },
} as const satisfies Record<Device, object>;
const colorSchemes = ['light', 'dark'] as const;
type ColorScheme = (typeof colorSchemes)[number];
const imageOf = (name: string, device: Device, scheme: ColorScheme) => `${name}-${device}-${scheme}.jpg`;

let app: AppServer;
let footage: Footage;

beforeAll(async () => {
  app = await serveCapture();
  footage = await openFootage();
  await mkdir(images, { recursive: true });
  const expected = states.flatMap(({ name }) =>
    (Object.keys(devices) as Device[]).flatMap((device) =>
      colorSchemes.map((scheme) => imageOf(name, device, scheme)),
    ),
  );
  for (const file of await readdir(images)) if (!expected.includes(file)) await rm(join(images, file));
});
afterAll(async () => {
  await footage?.close();
  await app?.close();
});

for (const device of Object.keys(devices) as Device[]) {
  it.each(states)(`$name on a ${device}`, async (state) => {
    const name = state.footage[device];
    const browser = await launchWithCamera({
      footage: name && (await footage.file(name)),
      allowed: state.allowed ?? true,
    });
    try {
      for (const colorScheme of colorSchemes) await shoot(browser, state, device, colorScheme);
    } finally {
      await browser.close();
    }
  });
}

async function shoot(
  browser: Browser,
  state: State,
  device: Device,
  colorScheme: ColorScheme,
): Promise<void> {
  const capture = await openCapture(browser, app, {
    ...devices[device],
    colorScheme,
    attributes: state.attributes ?? '',
    ...(state.before ? { before: state.before } : {}),
  });
  await state.reach(capture);
  const picture = await capture.page.locator('main').screenshot({ type: 'jpeg', quality: 80 });
  await writeFile(join(images, imageOf(state.name, device, colorScheme)), picture);
  await capture.close();
}
