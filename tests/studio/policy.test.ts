/** The studio's panel of a policy: limits drawn and changed, files opened, edited and downloaded; and samples to click. */
import { text } from 'node:stream/consumers';
import { parsePolicy, policies } from '@livephoto/core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { boundBrowserTests } from '../browser/chromium.ts';
import { violationsOf } from './axe.ts';
import { type Studio, samplePath, shownReport, startStudio } from './studio-server.ts';

boundBrowserTests();

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio?.close());

const verdict = (page: Page, policy: string) =>
  shownReport(page, 'selfie.jpg').locator('.verdict', { hasText: `policy ${policy}` });

async function download(page: Page): Promise<[name: string, content: string]> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await saving;
  return [file.suggestedFilename(), await text(await file.createReadStream())];
}

it('samples can be clicked, where the server has some', async () => {
  const page = await studio.open();
  await page.getByRole('button', { name: 'A selfie' }).click();
  await shownReport(page, 'selfie.jpg').getByRole('heading', { name: 'Accepted' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  const listed = await (await fetch(`${studio.url}/studio/samples.json`)).json();
  expect(listed).toEqual(['selfie.jpg', 'masked.jpg', 'no-face.jpg', 'sunglasses.jpg']);
  for (const path of ['..%2fpage%2findex.html', 'franck.mp4', '']) {
    expect((await fetch(`${studio.url}/studio/samples/${path}`)).status, path).toBe(404);
  }
  await page.close();
});

it('draws the limits, decides by a changed one at once, and refuses what no limit can be', async () => {
  const page = await studio.open();
  await page.setInputFiles('.input input[type=file]', samplePath('selfie.jpg'));
  await verdict(page, 'default').waitFor();
  await page.getByRole('button', { name: 'Limits' }).click();
  const panel = page.getByRole('dialog', { name: /What the policy asks/ });
  expect(await panel.locator('.limit-drawing').count()).toBe(8);
  expect(await violationsOf(page)).toEqual([]);

  // The drawing follows while the number is typed, and the verdict when it is given.
  const yaw = panel.getByLabel('Turn (yaw)');
  const wedge = () => panel.locator('[data-limit=maxYaw] .allowed').getAttribute('d');
  const before = await wedge();
  await yaw.selectText();
  await page.keyboard.type('45');
  expect(await wedge()).not.toBe(before);
  await yaw.selectText();
  await page.keyboard.type('-3');
  await yaw.press('Tab');
  await panel.getByText('Give a number from 0 to 180.').waitFor();
  await verdict(page, 'default').waitFor();
  const distance = panel.getByLabel('Distance between the eyes');
  await yaw.selectText();
  await page.keyboard.type('20');
  await distance.selectText();
  await page.keyboard.type('500');
  await distance.press('Tab');
  await panel.getByText('· custom').waitFor();
  expect(await download(page)).toEqual([
    'custom.json',
    `${JSON.stringify({ extends: 'default', name: 'custom', orientation: { minInterEyeDistance: 500 } }, null, 2)}\n`,
  ]);
  await page.keyboard.press('Escape');
  await verdict(page, 'custom').waitFor();
  await shownReport(page, 'selfie.jpg').getByText('face_too_small', { exact: true }).waitFor();
  await page.close();
});

it('opens a file, takes its text edited, gives it back, and says what is wrong with one', async () => {
  const page = await studio.open();
  await page.setInputFiles('.input input[type=file]', samplePath('selfie.jpg'));
  await verdict(page, 'default').waitFor();
  await page.getByRole('button', { name: 'Limits' }).click();
  const panel = page.getByRole('dialog', { name: /What the policy asks/ });
  const open = async (name: string, content: string | Buffer) => {
    const choosing = page.waitForEvent('filechooser');
    await panel.getByRole('button', { name: 'Open a file…' }).click();
    const buffer = Buffer.from(content as string);
    await (await choosing).setFiles({ name, mimeType: 'application/json', buffer });
  };
  await open(
    'kiosk.json',
    '\uFEFF{ "extends": "strict", "obstructions": { "minVisibility": { "mouth": 0 } } }',
  );
  await panel.getByText('· kiosk').waitFor();
  expect(await panel.getByLabel('Turn (yaw)').inputValue()).toBe('15');
  await panel.getByText('As a file').click();
  const area = panel.getByRole('textbox');
  expect(parsePolicy(await area.inputValue()).obstructions.minVisibility).toEqual({
    ...policies.strict.obstructions.minVisibility,
    mouth: 0,
  });
  for (const [given, said] of [
    ['{ "orientation": { "maxSideways": 3 } }', "sets 'orientation.maxSideways': there is only"],
    ['{ "extends": "kind" }', 'must be one of default, strict, lenient, icao'],
    ['[]', 'must hold one JSON object'],
    ['{', 'is not JSON'],
  ] as const) {
    await area.fill(given);
    await panel.getByRole('button', { name: 'Apply' }).click();
    await panel.getByRole('alert').getByText(said).waitFor();
  }
  expect(await violationsOf(page)).toEqual([]);
  await area.fill('{ "extends": "icao", "name": "gate 3/b" }');
  await panel.getByRole('button', { name: 'Apply' }).click();
  await panel.getByText('· gate 3/b').waitFor();
  expect(await panel.getByRole('alert').count()).toBe(0);
  const [name, content] = await download(page);
  expect([name, parsePolicy(content)]).toEqual(['gate-3-b.json', { ...policies.icao, name: 'gate 3/b' }]);
  await open('huge.json', Buffer.alloc(1_000_001, 32));
  await panel.getByRole('alert').getByText('huge.json has 1.1 MB, and a policy at most 1.0 MB.').waitFor();
  await page.close();
});
