/** Firefox and WebKit: the page and the worker that Chromium has, in other browsers. */
import { existsSync } from 'node:fs';
import type {} from '../chromium/observer.ts';
import { openSite } from '../chromium/site.ts';
import type { Runner } from '../harness/runtime-run.ts';
import { firefox } from './firefox.ts';
import type { Launch } from './test-browser.ts';
import { webkit } from './webkit.ts';

/** Whether it can be tried here; where it cannot, a line says so. */
export function isInstalled(name: string, { programs }: Launch): boolean {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length === 0) return true;
  console.log(`${name} is not tried: ${missing.join(', ')} not installed, and set-up could not install it`);
  return false;
}

function runIn(name: string, launch: Launch): Readonly<Record<string, Runner>> {
  if (!isInstalled(name, launch)) return {};
  return {
    [name]: async (photos) => {
      const site = await openSite();
      const browser = await launch.start();
      try {
        const startedAt = Date.now();
        const page = await browser.open(`${site.url}observer.html`);
        const { reports, firstReportAt, medianMs } = await page.evaluate(
          (names) => window.observeSamples(names),
          photos,
        );
        return {
          runtime: browser.name,
          version: browser.version,
          reports,
          coldStartMs: firstReportAt - startedAt,
          medianMs,
          bundleBytes: site.bundleBytes,
        };
      } finally {
        await browser.close();
        await site.close();
      }
    },
  };
}

/** By their names; without those that are not installed. */
export const moreBrowsers: Readonly<Record<string, Runner>> = {
  ...runIn('Firefox', firefox),
  ...runIn('WebKit', webkit),
};
