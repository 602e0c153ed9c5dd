/** One page of a Chromium that is started for it and ended after it. */
import { LivePhotoError } from '@livephoto/core';
import type { Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

/** Milliseconds until a page has to offer what it is for. */
const loadLimit = 120_000;
/** Milliseconds until it has to have done it, WebGPU drawn by software on a busy machine included: longer hangs. */
const workLimit = 15 * 60_000;

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
  let timer: NodeJS.Timeout | undefined;
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(loadLimit);
    // What a page throws before it offers anything would otherwise be waited for in vain.
    const broken = new Promise<never>((_, reject) => page.once('pageerror', reject));
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer within ${workLimit / 60_000} minutes`)),
        workLimit,
      );
    });
    return await Promise.race([page.goto(url).then(() => work(page)), broken, late]);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    const [first = ''] = (cause as Error).message.split('\n');
    throw new LivePhotoError('inference_failed', `Chromium: ${first.replace(/^page\.\w+: (Error: )?/, '')}`, {
      cause,
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', close);
    await browser.close();
  }
}
