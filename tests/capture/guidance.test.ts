/** People who are not ready yet are told what to do, and nothing is taken of them by itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { boundBrowserTests } from '../browser/chromium.ts';
import { type CapturePage, launchWithCamera, openCapture, serveCapture } from './capture-page.ts';
import { type Footage, type FootageName, openFootage } from './footage.ts';

boundBrowserTests();

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

async function withCamera(name: FootageName, look: (capture: CapturePage) => Promise<void>): Promise<void> {
  const browser = await launchWithCamera({ footage: await footage.file(name) });
  try {
    const capture = await openCapture(browser, app, { attributes: 'autostart' });
    await look(capture);
    expect(capture.problems).toEqual([]);
  } finally {
    await browser.close();
  }
}

describe('the element', () => {
  it.each([
    {
      name: 'masked',
      advice: 'mask_suspected',
      says: 'Take off your mask.',
      reason: /^Your nose and mouth are covered/,
    },
    {
      name: 'two',
      advice: 'multiple_faces_detected',
      says: 'Someone else is in the picture.',
      reason: /^There is more than one face/,
    },
    {
      name: 'turned',
      advice: 'head_turned_left',
      says: 'Turn your head a little to the right.',
      reason: /^Your head was turned to the left\. Turn it to the right/,
    },
  ] as const)(
    'never takes a picture of $name by itself, and says why',
    async ({ name, advice, says, reason }) => {
      await withCamera(name, async (capture) => {
        const { page } = capture;
        // Twice as many frames, and at least twice as long, as it takes to be photographed.
        await capture.told('frame', 8);
        await page.waitForFunction(() => {
          const frames = window.seenEvents.filter((event) => event.name === 'frame');
          return frames.at(-1)!.at - frames[0]!.at > 3500;
        });
        const frames = await capture.events('frame');
        const seconds = (frames.at(-1)!.at - frames[0]!.at) / 1000;
        console.log(`${name}: ${((frames.length - 1) / seconds).toFixed(1)} frames a second`);
        expect(frames.map(({ detail }) => detail.all[0])).toEqual(frames.map(() => advice));
        expect(await capture.events('captured')).toEqual([]);
        expect(await page.getByText(says).first().isVisible()).toBe(true);
        expect(await page.evaluate(() => window.spoken)).toContain(says);

        // The button takes it all the same; the inspection of the whole picture refuses it, and says why.
        await page.getByRole('button', { name: 'Take the photo now' }).click();
        await capture.view('result');
        expect((await capture.events('inspected'))[0]!.detail.report.accepted).toBe(false);
        expect(await page.getByRole('heading', { name: 'This photo cannot be used.' }).isVisible()).toBe(
          true,
        );
        expect((await page.getByRole('listitem').allTextContents())[0]).toMatch(reason);
        expect(await page.getByRole('button', { name: /Use|Send/ }).count()).toBe(0);
      });
    },
  );

  it.each([
    { name: 'far', advice: 'face_too_small' },
    { name: 'aside', advice: 'move_right' },
    { name: 'nobody', advice: 'face_not_detected' },
  ] as const)('tells $name', async ({ name, advice }) => {
    await withCamera(name, async (capture) => {
      await capture.told('frame', 3);
      for (const { detail } of await capture.events('frame')) expect(detail.all[0]).toBe(advice);
      expect(await capture.events('captured')).toEqual([]);
    });
  });
});
