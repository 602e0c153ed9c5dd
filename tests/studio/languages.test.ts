/** The studio in English, German and Spanish: by the browser's language, by the switch, and findings as well. */

import { captureMessages } from '@livephoto/browser/capture/messages';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundBrowserTests } from '../browser/chromium.ts';
import { violationsOf } from './axe.ts';
import { type Studio, samplePath, shownReport, startStudio } from './studio-server.ts';

boundBrowserTests();

/** Some words of each part of the page. */
const words = {
  de: {
    title: 'livephoto Studio',
    question: 'Ist diesem Selfie zu trauen?',
    unreadable: 'nicht lesbar',
    refused: 'Abgelehnt',
    leftEye: 'Linkes Auge',
    damaged: 'Die Datei ist beschädigt oder abgeschnitten.',
    said: '2 Fotos: 0 angenommen, 1 abgelehnt, 1 nicht lesbar.',
    camera: 'Kamera verwenden',
    close: 'Schließen',
    stored: 'Gespeichert',
    key: 'API-Schlüssel',
    unknownKey: 'Der Server kennt diesen Schlüssel nicht',
    noClient: 'Es gibt noch keinen Kunden.',
    live: 'Live-Aufnahme',
    liveTitle: 'Aufnahme mit Drehungen',
    limits: 'Grenzen',
    margins: 'Ränder',
    unusable: 'wrong.json taugt nicht als Richtlinie; es gilt weiter die vorige.',
    tooSmall: 'Die Datei hat 9 KB; der Server nimmt Fotos ab 34 KB.',
  },
  es: {
    title: 'Estudio de livephoto',
    question: '¿Se puede confiar en este selfi?',
    unreadable: 'ilegible',
    refused: 'Rechazada',
    leftEye: 'Ojo izquierdo',
    damaged: 'El archivo está dañado o cortado.',
    said: '2 fotos: 0 aceptadas, 1 rechazadas, 1 ilegibles.',
    camera: 'Usar la cámara',
    close: 'Cerrar',
    stored: 'Guardadas',
    key: 'Clave de API',
    unknownKey: 'El servidor no conoce esta clave',
    noClient: 'Aún no hay ningún cliente.',
    live: 'Captura en vivo',
    liveTitle: 'Captura con giros',
    limits: 'Límites',
    margins: 'Márgenes',
    unusable: 'wrong.json no sirve como política; sigue valiendo la anterior.',
    tooSmall: 'El archivo tiene 9 KB; el servidor acepta fotos desde 34 KB.',
  },
} as const;

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio('--use-fake-device-for-media-stream');
});
afterAll(() => studio?.close());

async function createClient(): Promise<string> {
  const body = { type: 'person', email: 'a@example.com', personDetails: { firstName: 'A', lastName: 'B' } };
  const response = await studio.api('POST', '/clients', { body: JSON.stringify(body) });
  return ((await response.json()) as { id: string }).id;
}

const languageOf = (page: Page) => page.evaluate(() => [document.documentElement.lang, document.title]);

describe.each([
  ['de', 'de-AT'],
  ['es', 'es-MX'],
] as const)('in %s', (language, locale) => {
  it('says everything so: the start, a refusal with its findings, the camera, the other views', async () => {
    const texts = words[language];
    const capture = captureMessages[language];
    const page = await studio.open('', { locale, permissions: ['camera'] });
    expect(await languageOf(page)).toEqual([language, texts.title]);
    await page.getByRole('heading', { name: texts.question }).waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await page.setInputFiles('.input input[type=file]', [
      samplePath('masked.jpg'),
      samplePath('truncated.jpg'),
    ]);
    await page.getByRole('button', { name: `truncated.jpg: ${texts.unreadable}` }).waitFor();
    const refused = shownReport(page, 'masked.jpg');
    await refused.getByRole('heading', { name: texts.refused }).waitFor();
    const shown = await refused.locator('[data-inspection=obstructions]').textContent();
    expect(shown).toContain(capture.findings.mouth_obstructed);
    expect(shown).toContain(texts.leftEye);
    const angle = await refused.locator('[data-inspection=orientation] dd').first().textContent();
    expect(angle).toMatch(/^-?\d+,\d°$/);
    // What is said aloud, once for both.
    const said = page.getByRole('status').first();
    expect(await said.textContent()).toBe(texts.said);
    expect(await violationsOf(page)).toEqual([]);

    await page
      .locator('.policy input[type=file]')
      .setInputFiles({ name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') });
    await page.getByRole('alert').getByText(texts.unusable).waitFor();
    await page.getByRole('button', { name: texts.limits }).click();
    await page.getByLabel(texts.margins).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: texts.close }).click();

    await page
      .getByRole('button', { name: /truncated/ })
      .first()
      .click();
    await shownReport(page, 'truncated.jpg').getByText(texts.damaged).waitFor();
    await page.getByRole('button', { name: texts.camera }).click();
    await page.getByText(capture.guidance.face_not_detected).first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: texts.close }).click();

    await page.getByRole('link', { name: texts.stored }).click();
    await page.getByLabel(texts.key).fill(`live_${'0'.repeat(48)}`);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(texts.unknownKey).waitFor();
    await page.getByLabel(texts.key).fill(studio.liveKey);
    await page.keyboard.press('Enter');
    await page.getByText(texts.noClient).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    // What the server would refuse for its size is not sent.
    const clientId = await createClient();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.method()));
    await page.goto(`${studio.url}/#/stored/${clientId}`);
    await page.setInputFiles('.upload input[type=file]', {
      name: 'tiny.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.alloc(10_000),
    });
    await page.getByRole('alert').getByText(texts.tooSmall).waitFor();
    expect(sent).not.toContain('POST');
    await studio.api('DELETE', `/clients/${clientId}`);
    await page.getByRole('link', { name: texts.live }).click();
    await page.getByRole('heading', { name: texts.liveTitle }).waitFor();
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
