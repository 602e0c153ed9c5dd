/** The studio in English, German and Spanish: by the browser's language, by the switch, and findings as well. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureMessages } from '../../packages/browser/src/capture/messages/messages.ts';
import { studioMessages } from '../../packages/studio/src/page/language/messages.ts';
import { boundBrowserTests } from '../browser/chromium.ts';
import { violationsOf } from './axe.ts';
import { type Studio, samplePath, shownReport, startStudio } from './studio-server.ts';

boundBrowserTests();

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio('--use-fake-device-for-media-stream');
});
afterAll(() => studio?.close());

const languageOf = (page: Page) => page.evaluate(() => [document.documentElement.lang, document.title]);

describe.each([
  ['de', 'de-AT'],
  ['es', 'es-MX'],
] as const)('in %s', (language, locale) => {
  it('says everything so: the start, a refusal with its findings, the camera, the other views', async () => {
    const texts = studioMessages[language];
    const capture = captureMessages[language];
    const page = await studio.open('', { locale, permissions: ['camera'] });
    expect(await languageOf(page)).toEqual([language, texts.page.title]);
    await page.getByRole('heading', { name: texts.input.question }).waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await page.setInputFiles('.input input[type=file]', [
      samplePath('masked.jpg'),
      samplePath('truncated.jpg'),
    ]);
    await page.getByRole('button', { name: `truncated.jpg: ${texts.photos.verdicts.unreadable}` }).waitFor();
    const refused = shownReport(page, 'masked.jpg');
    await refused.getByRole('heading', { name: texts.report.refused }).waitFor();
    const shown = await refused.locator('[data-inspection=obstructions]').textContent();
    expect(shown).toContain(capture.findings.mouth_obstructed);
    expect(shown).toContain(texts.report.names.leftEye);
    const angle = await refused.locator('[data-inspection=orientation] dd').first().textContent();
    expect(angle).toMatch(/^-?\d+,\d°$/);
    // What is said aloud, once for both.
    const said = page.getByRole('status').first();
    expect(await said.textContent()).toMatch(/^2 \p{L}+: 0 \p{L}+, 1 \p{L}+, 1 \p{L}/u);
    expect(await violationsOf(page)).toEqual([]);

    await page
      .getByRole('button', { name: /truncated/ })
      .first()
      .click();
    await shownReport(page, 'truncated.jpg').getByText(texts.photos.reasons.image_unreadable!).waitFor();
    await page.getByRole('button', { name: texts.input.camera }).click();
    await page.getByText(capture.guidance.face_not_detected).first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: texts.page.close }).click();

    await page.getByRole('link', { name: texts.page.stored }).click();
    await page.getByLabel(texts.key.label).fill(`live_${'0'.repeat(48)}`);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(texts.key.unknown).waitFor();
    await page.getByLabel(texts.key.label).fill(studio.liveKey);
    await page.keyboard.press('Enter');
    await page.getByText(texts.stored.noClient).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: texts.page.live }).click();
    await page.getByRole('heading', { name: texts.live.title }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });
});

it('is switched at once, and stays so after the next load; what is not known is English', async () => {
  const page = await studio.open('', { locale: 'fr-FR' });
  expect(await languageOf(page)).toEqual(['en', 'livephoto studio']);
  await page.setInputFiles('.input input[type=file]', samplePath('masked.jpg'));
  await shownReport(page, 'masked.jpg').getByRole('heading', { name: 'Refused' }).waitFor();
  await page.getByLabel('Language').selectOption('Deutsch');
  // The photo stays, and so does its report.
  await shownReport(page, 'masked.jpg').getByRole('heading', { name: 'Abgelehnt' }).waitFor();
  expect(await languageOf(page)).toEqual(['de', 'livephoto Studio']);
  await page.reload();
  await page.getByRole('heading', { name: 'Ist diesem Selfie zu trauen?' }).waitFor();
  expect(await languageOf(page)).toEqual(['de', 'livephoto Studio']);
  await page.evaluate(() => localStorage.setItem('livephoto.language', 'tlh'));
  await page.reload();
  await page.getByRole('heading', { name: 'Can this selfie be trusted?' }).waitFor();
  await page.context().close();
});
