/** Chromium, by Playwright. */
import { launchChromium } from '../chromium/run.ts';
import type { Launch } from './test-browser.ts';

export const chromium: Launch = {
  programs: ['/usr/bin/chromium'],
  async start() {
    const browser = await launchChromium(
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    );
    return {
      name: 'Chromium',
      version: browser.version(),
      async open(url) {
        const page = await browser.newPage();
        await page.goto(url);
        return {
          // As text: a policy of the page's does not forbid that, and Playwright hands over one argument.
          evaluate: (call, ...args) => page.evaluate(`(${call})(...${JSON.stringify(args)})`),
        };
      },
      close: () => browser.close(),
    };
  },
};
