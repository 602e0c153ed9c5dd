/** Chromium: a page with a Web Worker. */
import { type Browser, chromium } from 'playwright-core';
import { peakMemory } from '../harness/observe-process.ts';
import type { Runner } from '../harness/runtime-run.ts';
import type {} from './page.ts';
import { openSite, type Site } from './site.ts';

/** What a page may take for anything, on a machine that may be doing much else. */
const patience = 240_000;

export async function launchChromium(...flags: string[]): Promise<Browser> {
  const browser = await chromium.launch({
    timeout: patience,
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...flags,
    ],
  });
  browser.on('context', (context) => context.setDefaultTimeout(patience));
  return browser;
}

export const runChromium: Runner = async (photos) => {
  const site = await openSite();
  const browser = await launchChromium();
  try {
    return await observeIn(browser, site, photos);
  } finally {
    await browser.close();
    await site.close();
  }
};

async function observeIn(browser: Browser, site: Site, photos: readonly string[]) {
  const page = await browser.newPage();
  const startedAt = Date.now();
  await page.goto(`${site.url}observer.html`);
  const { reports, firstReportAt, medianMs } = await page.evaluate(
    (names) => window.observeSamples(names),
    photos,
  );
  return {
    runtime: 'Chromium',
    version: browser.version(),
    reports,
    coldStartMs: firstReportAt - startedAt,
    medianMs,
    bundleBytes: site.bundleBytes,
    peakMemoryBytes: await largestRenderer(browser),
  };
}

/** Pages and their workers live in renderer processes. */
async function largestRenderer(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = await Promise.all(
    processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => peakMemory(id)),
  );
  const known = peaks.filter((peak) => peak !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
