/** What tests of the start of an inspector share: a page for each, starting one in it, and what it fetched. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { AppServer } from './app-server.ts';
import { openChromium, openTestPage, serveTestPage } from './chromium.ts';

/** Of the test that runs: what serves the page, what stores for it, and the page. */
export let app: AppServer;
export let context: BrowserContext;
export let page: Page;

/** Gives each test of a file a server, a context with storage of its own, and a page. */
export function openPageForEach(): void {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    app = await serveTestPage();
    context = await browser!.newContext();
    page = await openTestPage(context, app);
  });
  afterEach(async () => {
    await context.close();
    await app.close();
  });
}

/** The path of a model on the app's server. */
export const landmarker = '/livephoto/assets/face-landmarker.onnx';

/** Creates an inspector, has it look at a face, and tells how the start went. */
export function createAndInspect(on: Page, options: { cache?: boolean | string; assets?: string } = {}) {
  return on.evaluate(async (given) => {
    const progress: { loaded: number; total: number; file: string }[] = [];
    const inspector = await window.livephoto.createInspector({
      ...given,
      onProgress: (step) => progress.push(step),
    });
    const canvas = new OffscreenCanvas(200, 200);
    canvas.getContext('2d');
    const report = await inspector.inspect(canvas, { inspections: ['faces'] });
    await inspector.dispose();
    return { progress, finding: report.inspections.faces.findings[0]?.code };
  }, options);
}

/** How a start is refused; undefined when it is not. */
export const refusedStart = (on: Page, options: { assets?: string } = {}) =>
  on.evaluate((given) => window.refusal(() => window.livephoto.createInspector(given)), options);

/** Paths of what was fetched of the files that have a hash. */
export const fetchedOf = (app: AppServer) =>
  app.requests
    .map(({ path }) => path)
    .filter((path) => /\/assets\/.*\.(onnx|wasm|gzip)$|canonical-face|liveness-head/.test(path));
