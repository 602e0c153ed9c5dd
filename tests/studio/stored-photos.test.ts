/** The studio's second view in a real browser: clients and their photos, for who has a key, over the real server. */
import { buffer } from 'node:stream/consumers';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { boundBrowserTests } from '../browser/chromium.ts';
import { violationsOf } from './axe.ts';
import { readSample, type Studio, samplePath, startStudio } from './studio-server.ts';

boundBrowserTests();

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio?.close());

async function openStored(key: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await studio.open('#/stored', options);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Show the clients' }).click();
  return page;
}

const upload = (page: Page, file: string) => page.setInputFiles('.upload input[type=file]', file);

async function createClient(firstName: string): Promise<string> {
  const body = {
    type: 'person',
    email: 'ada@example.com',
    personDetails: { firstName, lastName: 'Lovelace' },
  };
  const response = await studio.api('POST', '/clients', { body: JSON.stringify(body) });
  return ((await response.json()) as { id: string }).id;
}

async function store(clientId: string, name: string): Promise<string> {
  const response = await studio.api('POST', `/livePhotos?clientId=${clientId}`, {
    headers: { Authorization: studio.liveKey, 'Content-Type': 'image/jpeg' },
    body: new Uint8Array(await readSample(name)),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { id: string }).id;
}

it('asks for a key, says what is wrong with one, and keeps it for this tab alone', async () => {
  const page = await studio.open('', {});
  await page.getByRole('link', { name: 'Stored photos' }).click();
  const field = page.getByLabel('API key');
  const problem = page.getByRole('alert');
  for (const [key, reason] of [
    ['secret', 'begins with live_ or test_'],
    [`live_${'0'.repeat(48)}`, 'does not know this key'],
  ] as const) {
    await field.fill(key);
    await page.keyboard.press('Enter');
    await problem.getByText(reason).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  }
  expect(await violationsOf(page)).toEqual([]);

  await field.fill(studio.liveKey);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Clients' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Clients' }).waitFor();
  const kept = await page.evaluate(() => ({ local: JSON.stringify(localStorage), cookies: document.cookie }));
  expect(kept).toEqual({ local: '{}', cookies: '' });
  const other = await page.context().newPage();
  await other.goto(`${studio.url}/#/stored`);
  await other.getByLabel('API key').waitFor();

  await page.getByRole('button', { name: 'Forget the key' }).click();
  await page.getByLabel('API key').waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.context().close();
});

it('makes a client, uploads for it, says why a photo is refused, and shows the stored report', async () => {
  const page = await openStored(studio.liveKey);
  await page.getByLabel('First name').fill('Grace');
  await page.getByLabel('Last name').fill('Hopper');
  await page.getByLabel('E-mail').fill('grace@example.com');
  await page.getByRole('button', { name: 'Make the client' }).click();
  await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor();
  await page.getByText('Nothing is stored for this client yet').waitFor();
  expect(await violationsOf(page)).toEqual([]);

  await upload(page, samplePath('masked.jpg'));
  const alert = page.getByRole('alert');
  await alert.getByText('Your mouth is covered').waitFor();
  await alert.getByText('Your nose is covered').waitFor();
  expect(await page.locator('.rows li').count()).toBe(0);
  expect(await violationsOf(page)).toEqual([]);

  await upload(page, samplePath('selfie.jpg'));
  await page.getByRole('heading', { name: 'Accepted' }).waitFor();
  const [, , clientId, id] = new URL(page.url()).hash.split('/');
  const json = await page.locator('.stored .json pre').textContent();
  const stored = await studio.api('GET', `/livePhotos/${id}/inspections`);
  expect(JSON.parse(json ?? '')).toEqual(await stored.json());
  const listed = (await (await studio.api('GET', `/livePhotos?clientId=${clientId}`)).json()) as {
    items: { id: string }[];
  };
  expect(listed.items.map((photo) => photo.id)).toEqual([id]);
  expect(await violationsOf(page)).toEqual([]);
  await page.close();
});

it('downloads, redacts and deletes, and asks before anything is gone', async () => {
  const clientId = await createClient('Ada');
  const id = await store(clientId, 'selfie.jpg');
  const status = async (path: string) => (await studio.api('GET', `/livePhotos/${id}${path}`)).status;
  const page = await openStored(studio.liveKey);
  // By its address: a second try makes a second client of that name.
  await page.locator(`a[href="#/stored/${clientId}"]`).click();
  await page.locator('.row', { hasText: id }).click();
  await page.getByRole('heading', { name: 'Accepted' }).waitFor();

  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${id}.jpg`);
  // The browser is in a process of its own, and so are its files.
  const bytes = await buffer(await download.createReadStream());
  expect(bytes.equals(await readSample('selfie.jpg'))).toBe(true);

  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Redact' }).click();
  await dialog.getByText('Destroy the image?').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
  await page.keyboard.press('Enter');
  expect(await dialog.count()).toBe(0);
  expect(await status('/download')).toBe(200);
  await page.getByRole('button', { name: 'Redact' }).click();
  await dialog.getByRole('button', { name: 'Redact' }).click();
  await page.getByText('The image was destroyed').waitFor();
  expect(await status('/download')).toBe(404);
  expect(await status('')).toBe(200);
  expect(await violationsOf(page)).toEqual([]);

  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByText('Delete the photo?').waitFor();
  await page.keyboard.press('Escape');
  expect(await status('')).toBe(200);
  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Nothing is stored for this client yet').waitFor();
  expect(await status('')).toBe(404);
  await page.close();
});

it('goes through many clients page by page, and back with the browser', async () => {
  for (let i = 1; i <= 21; i++) await createClient(`Client${i}`);
  const page = await openStored(studio.liveKey);
  await page.getByRole('link', { name: /Client21 / }).waitFor();
  await page.getByRole('button', { name: 'Older' }).click();
  await page.getByRole('link', { name: /Client1 / }).click();
  await page.getByRole('heading', { name: 'Client1 Lovelace' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.goBack();
  await page.getByRole('heading', { name: 'Clients' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.close();
});

it('waits when it asks too fast, and says so when the server is gone or the address is wrong', async () => {
  const page = await openStored(studio.testKey, {});
  await page.getByText('There is no client yet').waitFor();
  // Test keys are let in five times a second.
  for (let i = 0; i < 8; i++) {
    await page.evaluate(() => {
      location.hash = '#/stored/none';
    });
    await page.getByRole('heading', { name: 'Client', exact: true }).waitFor();
    await page.goBack();
  }
  await page.getByText('There is no client yet').waitFor();
  await page.evaluate(() => {
    location.hash = `#/stored/${'f'.repeat(24)}/${'e'.repeat(24)}`;
  });
  await page.getByRole('alert').getByText("Invalid live photo id 'eeeeeeeeeeeeeeeeeeeeeeee'").waitFor();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('alert').getByText('The server does not answer').waitFor();
  await page.context().close();
});
