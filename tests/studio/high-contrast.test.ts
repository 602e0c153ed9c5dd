/** The studio in the colours that a person forces upon every page: backgrounds are gone, and borders are all there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { boundBrowserTests } from '../browser/chromium.ts';
import { type Studio, samplePath, startStudio } from './studio-server.ts';

boundBrowserTests();

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio?.close());

it('shows which view is open, and frames nothing that has no frame otherwise', async () => {
  const page = await studio.open('', { forcedColors: 'active' });
  const frames = () =>
    page
      .locator('.head nav a')
      .evaluateAll((links) => links.map((link) => getComputedStyle(link).outlineStyle !== 'none'));
  expect(await frames()).toEqual([true, false, false]);
  await page.setInputFiles('.input input[type=file]', samplePath('masked.jpg'));
  const input = page.locator('.input.compact');
  await input.waitFor();
  const [border, canvas] = await input.evaluate((element) => [
    getComputedStyle(element).borderTopColor,
    getComputedStyle(document.documentElement).backgroundColor,
  ]);
  expect(border).toBe(canvas);
  await page.locator('.head nav a').nth(1).click();
  await page.locator('.head nav a').nth(1).and(page.locator('[aria-current]')).waitFor();
  expect((await frames())[0]).toBe(false);
});
