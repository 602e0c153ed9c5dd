/** The contract of pools on Chromium's Web Workers, and WebGPU beside WebAssembly. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verdictDifferences } from '../harness/compare.ts';
import { describeContract } from '../harness/describe-contract.ts';
import { launchChromium } from './run.ts';
import { openSite, type Site } from './site.ts';

let site: Site;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  site = await openSite();
  // WebGPU without a graphics card.
  browser = await launchChromium('--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader');
  page = await browser.newPage();
  await page.goto(`${site.url}page.html`);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describeContract("a pool of Chromium's workers", () => page.evaluate(() => window.runPoolContract()));

it('sees on WebGPU what it sees in WebAssembly', async () => {
  // One that is accepted and one that is not: drawn in software, a photo takes a while.
  const photos = ['selfie.jpg', 'sunglasses.jpg'];
  const { spoofNetDifference, photos: compared } = await page.evaluate(
    (names) => window.compareWebGpu(names),
    photos,
  );
  expect(spoofNetDifference).toBeLessThanOrEqual(1e-4);
  expect(compared.map(({ photo }) => photo)).toEqual(photos);
  const reports = (backend: 'wasm' | 'webgpu') =>
    Object.fromEntries(compared.map((each) => [each.photo, JSON.stringify(each[backend])]));
  expect(JSON.parse(reports('wasm')['selfie.jpg']!).accepted).toBe(true);
  expect(JSON.parse(reports('wasm')['sunglasses.jpg']!).accepted).toBe(false);
  expect(verdictDifferences(reports('wasm'), reports('webgpu'), 1)).toEqual([]);
});
