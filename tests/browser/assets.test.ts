/** What the inspector fetches and keeps: once, checked, resumed, offline afterwards. */
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AppServer } from './app-server.ts';
import { boundBrowserTests, folder, openChromium, openTestPage, serveTestPage } from './chromium.ts';

boundBrowserTests();

const assetSize = async (name: string) => (await stat(folder(`packages/browser/dist/assets/${name}`))).size;
const decoderSize = await assetSize('images.wasm.gzip');
const landmarker = '/livephoto/assets/face-landmarker.onnx';
const landmarkerSize = await assetSize('face-landmarker.onnx');

/** What the manifest of the models lists, and one WebAssembly file: the image decoders. */
const { models, assets } = JSON.parse(
  await readFile(new URL('../../packages/models/dist/manifest.json', import.meta.url), 'utf8'),
) as Record<'models' | 'assets', { size: number }[]>;
const fileCount = models.length + assets.length + 1;

let browser: Browser;
let app: AppServer;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());
// A context has storage of its own.
beforeEach(async () => {
  app = await serveTestPage();
  context = await browser.newContext();
  page = await openTestPage(context, app);
});
afterEach(async () => {
  await context.close();
  await app.close();
});

/** Creates an inspector, has it look at a face, and tells how the start went. */
function createAndInspect(on: Page, options: { cache?: boolean | string; assets?: string } = {}) {
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

const refusedStart = (on: Page, options: { assets?: string } = {}) =>
  on.evaluate((given) => window.refusal(() => window.livephoto.createInspector(given)), options);

/** Paths of what was fetched of the files that have a hash. */
const fetched = () =>
  app.requests
    .map(({ path }) => path)
    .filter((path) => /\/assets\/.*\.(onnx|wasm|gzip)$|canonical-face|liveness-head/.test(path));

describe('files', () => {
  it('are fetched once, with progress, and kept', async () => {
    const first = await createAndInspect(page);
    expect(first.finding).toBe('face_not_detected');
    expect(fetched()).toHaveLength(fileCount);
    const last = first.progress.at(-1)!;
    expect(last.loaded).toBe(last.total);
    const listed = [...models, ...assets].reduce((sum, { size }) => sum + size, 0);
    expect(last.total).toBe(listed + decoderSize);
    expect(new Set(first.progress.map(({ total }) => total)).size).toBe(1);
    expect(new Set(first.progress.map(({ file }) => file)).size).toBe(fileCount);
    // How many parts a file comes in is the browser's affair: one at least, and then the whole.
    expect(first.progress.length).toBeGreaterThanOrEqual(2 * fileCount);
    const loads = first.progress.map(({ loaded }) => loaded);
    expect(loads).toEqual([...loads].sort((a, b) => a - b));

    app.requests.length = 0;
    const again = await openTestPage(context, app);
    const second = await createAndInspect(again);
    expect(second.finding).toBe('face_not_detected');
    expect(second.progress.at(-1)).toMatchObject({ loaded: last.total, total: last.total });
    expect(fetched()).toEqual([]);
  });

  it('are enough without a server', async () => {
    app.headers = { ...app.headers, 'Cache-Control': 'max-age=600' };
    const online = await openTestPage(context, app);
    await createAndInspect(online);
    await app.close();
    // The page and the worker's script are an app's own to keep: here the browser's HTTP cache has them.
    const offline = await openTestPage(context, app);
    expect((await createAndInspect(offline)).finding).toBe('face_not_detected');
  });

  it('are fetched again when a kept one is damaged', async () => {
    await createAndInspect(page);
    const damaged = await page.evaluate(async () => {
      const cache = await caches.open('livephoto');
      const request = (await cache.keys()).find(({ url }) => url.includes('face-landmarker'))!;
      const bytes = new Uint8Array(await (await cache.match(request))!.arrayBuffer());
      bytes[bytes.length >> 1]! ^= 1;
      await cache.put(request, new Response(bytes));
      return bytes.length;
    });
    expect(damaged).toBeGreaterThan(1e6);
    app.requests.length = 0;
    expect((await createAndInspect(page)).finding).toBe('face_not_detected');
    expect(fetched()).toEqual([landmarker]);
    app.requests.length = 0;
    await createAndInspect(page);
    expect(fetched()).toEqual([]);
  });

  it('are kept under a name of choice, or not at all; what another version left goes', async () => {
    const names = await page.evaluate(async () => {
      const { createInspector } = window.livephoto;
      await (await createInspector({ cache: false })).dispose();
      const without = await caches.keys();
      const cache = await caches.open('photos');
      const base = new URL('/livephoto/assets/', location.href).href;
      await cache.put(`${base}face-landmarker.onnx?sha256=old`, new Response('old'));
      await cache.put('/mine', new Response('mine'));
      await (await createInspector({ cache: 'photos' })).dispose();
      const kept = (await cache.keys()).map(({ url }) => url);
      return { without, named: await caches.keys(), kept };
    });
    expect(names.without).toEqual([]);
    expect(names.named).toEqual(['photos']);
    expect(names.kept.some((url) => url.endsWith('sha256=old'))).toBe(false);
    expect(names.kept.some((url) => url.endsWith('/mine'))).toBe(true);
    // Every file, the manifest, and what is not the inspector's.
    expect(names.kept).toHaveLength(fileCount + 2);
  });

  it('are fetched once for two inspectors that start together', async () => {
    await page.evaluate(async () => {
      const { createInspector } = window.livephoto;
      const both = await Promise.all([createInspector(), createInspector()]);
      await Promise.all(both.map((inspector) => inspector.dispose()));
    });
    expect(fetched()).toHaveLength(fileCount);
  });
});

describe('a download that is cut at half', () => {
  const half = Math.floor(landmarkerSize / 2);

  it('goes on from there', async () => {
    app.cutAfter = (path, count) => (path === landmarker && count === 1 ? half : undefined);
    expect((await createAndInspect(page)).finding).toBe('face_not_detected');
    const parts = app.requests.filter(({ path }) => path === landmarker);
    expect(parts.map(({ range }) => range)).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
    const from = Number(/\d+/.exec(parts[1]!.range!)![0]);
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThanOrEqual(half);
    expect(parts[1]!.sent).toBe(landmarkerSize - from);
  });

  it('starts again where the server answers no ranges', async () => {
    app.ranges = false;
    app.cutAfter = (path, count) => (path === landmarker && count === 1 ? half : undefined);
    expect((await createAndInspect(page)).finding).toBe('face_not_detected');
    expect(app.requests.filter(({ path }) => path === landmarker)).toHaveLength(2);
  });

  it('and given up goes on in the next page', async () => {
    app.cutAfter = (path, count) => (path === landmarker ? (count === 1 ? half : 0) : undefined);
    const refusal = await refusedStart(page);
    expect(refusal?.type).toBe('model_missing');
    expect(refusal?.message).toContain(` of ${landmarkerSize} bytes: check the connection`);

    app.cutAfter = () => undefined;
    app.requests.length = 0;
    const next = await openTestPage(context, app);
    expect((await createAndInspect(next)).finding).toBe('face_not_detected');
    const [part, ...more] = app.requests.filter(({ path }) => path === landmarker);
    expect(more).toEqual([]);
    // What was on its way when the connection broke is lost, and how much that is differs; what had arrived is not.
    const cutAt = Number(/cut at (\d+)/.exec(refusal!.message)![1]);
    expect(cutAt).toBeGreaterThan(0);
    expect(part!.range).toBe(`bytes=${cutAt}-`);
    const left = await next.evaluate(async () => {
      const keys = await (await caches.open('livephoto')).keys();
      return keys.filter(({ url }) => url.includes('partial')).length;
    });
    expect(left).toBe(0);
  });
});

describe('assets', () => {
  it('that are not there are told with the way to get them', async () => {
    const nowhere = await refusedStart(page, { assets: '/nowhere/' });
    expect(nowhere).toMatchObject({
      type: 'model_missing',
      message: expect.stringContaining('livephoto-browser-assets'),
    });
    // A site that answers everything with its page.
    const { override } = app;
    app.override = (path) =>
      path.startsWith('/app/') ? { status: 200, type: 'text/html', body: '<!doctype html>' } : override(path);
    expect(await refusedStart(page, { assets: '/app/' })).toMatchObject({ type: 'model_missing' });
    app.override = (path) => (path.endsWith('manifest.json') ? { status: 200, body: '{}' } : override(path));
    expect(await refusedStart(page)).toMatchObject({
      type: 'model_invalid',
      message: expect.stringContaining('not the manifest'),
    });
    app.override = (path) => (path === landmarker ? { status: 404 } : override(path));
    expect(await refusedStart(page)).toMatchObject({
      type: 'model_missing',
      message: expect.stringContaining('face-landmarker.onnx answered 404'),
    });
  });

  it('of another version than the page are refused', async () => {
    const { override } = app;
    const script = await readFile(folder('packages/browser/dist/index.js'), 'utf8');
    const { version } = JSON.parse(await readFile(folder('packages/browser/package.json'), 'utf8'));
    expect(script).toContain(`"${version}"`);
    app.override = (path) =>
      path === '/livephoto/index.js'
        ? { status: 200, type: 'text/javascript', body: script.replaceAll(`"${version}"`, '"0.0.1"') }
        : override(path);
    const opened = await openTestPage(context, app);
    expect(await refusedStart(opened)).toMatchObject({
      type: 'model_invalid',
      message: expect.stringMatching(/of version .* and the page's script of 0\.0\.1/),
    });
  });

  it('with a worker that fails are told', async () => {
    const { override } = app;
    app.override = (path) =>
      path.endsWith('/worker.js')
        ? { status: 200, type: 'text/javascript', body: 'throw new Error("out of luck")' }
        : override(path);
    expect(await refusedStart(page)).toMatchObject({
      type: 'inference_failed',
      message: expect.stringContaining('out of luck'),
    });
  });

  it('with a worker that is another program are told, and not waited for', async () => {
    const { override } = app;
    app.override = (path) =>
      path.endsWith('/worker.js')
        ? { status: 200, type: 'text/javascript', body: 'onmessage = () => {}' }
        : override(path);
    await page.clock.install();
    const refused = refusedStart(page);
    await page.waitForEvent('worker');
    await page.clock.fastForward(61_000);
    expect(await refused).toMatchObject({
      type: 'model_invalid',
      message: expect.stringContaining('does not answer as livephoto'),
    });
  });

  it('of other bytes than the manifest says are refused', async () => {
    const { override } = app;
    app.override = (path) =>
      path === landmarker ? { status: 200, body: Buffer.alloc(2_433_850, 1) } : override(path);
    expect(await refusedStart(page)).toMatchObject({
      type: 'model_invalid',
      message: expect.stringContaining('not the file that its manifest describes'),
    });
  });

  it('may lie on another site that allows it', async () => {
    const other = await serveTestPage();
    other.headers = { 'Access-Control-Allow-Origin': '*' };
    app.headers = {
      'Content-Security-Policy':
        `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${other.origin}; ` +
        `worker-src 'self' blob: ${other.origin}; connect-src 'self' ${other.origin}`,
    };
    const opened = await openTestPage(context, app);
    const seen = await createAndInspect(opened, { assets: `${other.origin}/livephoto/assets` });
    expect(seen.finding).toBe('face_not_detected');
    expect(fetched()).toEqual([]);
    await other.close();
  });
});

describe('a page', () => {
  it('that is not secure is refused with the reason', async () => {
    const plain = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => plain.listen(0, '0.0.0.0', resolve));
    const { port } = plain.address() as AddressInfo;
    const insecure = await openChromium(`--host-resolver-rules=MAP * 127.0.0.1:${new URL(app.origin).port}`);
    const opened = await insecure.newPage();
    await opened.goto(`http://photos.test:${port}/test.html`);
    await opened.waitForFunction(() => window.livephoto !== undefined);
    const refusal = await refusedStart(opened);
    await insecure.close();
    plain.close();
    expect(refusal).toMatchObject({
      type: 'unsupported_runtime',
      message: expect.stringContaining('https'),
    });
  });
});
