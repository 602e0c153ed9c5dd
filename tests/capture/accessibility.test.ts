/** axe finds nothing to complain of, in any state of the element, light or dark. */
import { afterAll, beforeAll, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { boundBrowserTests, keepBrowsers } from '../browser/chromium.ts';
import { expectAccessible, launchWithCamera, openCapture, serveCapture } from './capture-page.ts';
import { type Footage, type FootageName, openFootage } from './footage.ts';
import { states } from './states.ts';

boundBrowserTests();

let app: AppServer;
let footage: Footage;
/** One for each camera. */
const browsers = keepBrowsers(async (camera: string) => {
  const { name, allowed } = JSON.parse(camera) as { name: FootageName | null; allowed: boolean };
  return launchWithCamera({ footage: name && (await footage.file(name)), allowed });
});

beforeAll(async () => {
  app = await serveCapture();
  footage = await openFootage();
});
afterAll(async () => {
  await browsers.close();
  await footage?.close();
  await app?.close();
});

const phone = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } as const;
const inOval = states.find(({ name }) => name === 'hold-still')!;

it.each([
  ...states
    .filter(({ isAlike }) => !isAlike)
    .map((state) => ({ name: state.name, state, device: 'desktop' as const })),
  { name: `${inOval.name} on a phone`, state: inOval, device: 'phone' as const },
])('$name', async ({ state, device }) => {
  const camera = { name: state.footage[device], allowed: state.allowed ?? true };
  const browser = await browsers.get(JSON.stringify(camera));
  const capture = await openCapture(browser, app, {
    ...(device === 'phone' ? phone : {}),
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
