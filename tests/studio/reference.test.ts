/** The API reference in a browser: everything of it comes from the server, and a call that is tried there is a call. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { violationsOf } from './axe.ts';
import { type Studio, startStudio } from './studio-server.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio?.close());

it('shows every call, asks nobody else for anything, and makes the one that is tried', async () => {
  const page = await (await studio.browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(studio.url))
      foreign.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') studio.complaints.push(message.text());
  });
  page.on('pageerror', (error) => studio.complaints.push(error.message));
  await page.goto(`${studio.url}/docs#tag/clients/POST/v1/clients`);
  const document = await (await fetch(`${studio.url}/openapi.json`)).json();
  const sidebar = page.getByRole('complementary');
  for (const methods of Object.values<Record<string, { summary: string }>>(document.paths)) {
    for (const { summary } of Object.values(methods)) {
      await sidebar.getByRole('link', { name: `${summary} HTTP Method` }).waitFor({ state: 'attached' });
    }
  }
  const lead = page.getByRole('link', { name: 'Try a photo in the studio' });
  expect(await lead.getAttribute('href')).toBe('/');

  await page.getByRole('button', { name: 'Test Request (post /v1/clients)', exact: true }).click();
  const client = page.getByRole('dialog', { name: 'API Client' });
  // That of the key comes first; those of headers and the query are comboboxes.
  await client.getByRole('textbox', { name: 'Value' }).first().fill(studio.liveKey);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await client.getByRole('button', { name: /^Send post request/ }).click();
  const answer = await answered;
  expect([answer.status(), new URL(answer.url()).pathname]).toEqual([
    200,
    expect.stringMatching('/v1/clients$'),
  ]);
  const { items } = await (await studio.api('GET', '/clients')).json();
  expect(items).toMatchObject([{ type: 'person', email: 'ada@example.com', id: (await answer.json()).id }]);
  expect(studio.complaints).toEqual([]);
  expect(foreign).toEqual([]);
});

it('can be read in light and in dark, methods of calls too', async () => {
  const page = await (await studio.browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${studio.url}/docs`);
  await page.getByRole('link', { name: 'Upload a live photo' }).first().waitFor();
  const faint = (await violationsOf(page)).filter((each) => each.includes('color-contrast'));
  expect(faint).toEqual([]);
});
