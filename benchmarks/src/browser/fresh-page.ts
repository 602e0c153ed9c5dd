/** One page of a Chromium that is started for it and ended after it. */
import { LivePhotoError } from '@livephoto/core';
import type { Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

/**
 * @throws {LivePhotoError} `service_unavailable` without Chromium, `inference_failed` with what the page said,
 * `inspection_aborted` when `signal` fires
 */
export async function inFreshPage<T>(
  url: string,
  work: (page: Page) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const browser = await launchChromium();
  const close = () => void browser.close();
  signal?.addEventListener('abort', close);
  try {
    const page = await browser.newPage();
    // Work is as long as it is; whoever started it can stop it.
    page.setDefaultTimeout(0);
    // What a page throws before it offers anything would otherwise be waited for in vain.
    const broken = new Promise<never>((_, reject) => page.once('pageerror', reject));
    return await Promise.race([page.goto(url).then(() => work(page)), broken]);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    const [first = ''] = (cause as Error).message.split('\n');
    throw new LivePhotoError('inference_failed', `Chromium: ${first.replace(/^page\.\w+: (Error: )?/, '')}`, {
      cause,
    });
  } finally {
    signal?.removeEventListener('abort', close);
    await browser.close();
  }
}
