/** Firefox as it is released, by WebDriver BiDi, which it speaks itself. */
import puppeteer from 'puppeteer-core';
import { type Launch, patience } from './test-browser.ts';

export const firefox: Launch = {
  programs: ['/usr/bin/firefox-esr'],
  async start() {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: firefox.programs[0]!,
      headless: true,
      timeout: patience,
      protocolTimeout: patience,
      extraPrefsFirefox: {
        // A camera that plays noise, and nobody who has to allow it.
        'media.navigator.streams.fake': true,
        'media.navigator.permission.disabled': true,
        // Nothing is fetched that no page asked for.
        'app.update.enabled': false,
        'browser.safebrowsing.update.enabled': false,
        'network.captive-portal-service.enabled': false,
      },
    });
    return {
      name: 'Firefox',
      version: (await browser.version()).replace(/^\w+\//, ''),
      async open(url) {
        const page = await browser.newPage();
        page.setDefaultTimeout(patience);
        await page.goto(url);
        return {
          evaluate: <Args extends readonly unknown[], Value>(
            call: (...args: Args) => Value | Promise<Value>,
            ...args: Args
          ) => page.evaluate(call as unknown as (...given: unknown[]) => Value, ...args) as Promise<Value>,
        };
      },
      close: () => browser.close(),
    };
  },
};
