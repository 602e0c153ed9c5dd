/** Starts that are refused with the reason: files that are not there or not the right ones, a page that is not secure. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { boundBrowserTests, folder, openChromium, openTestPage, serveTestPage } from './chromium.ts';
import {
  app,
  context,
  createAndInspect,
  fetchedOf,
  landmarker,
  openPageForEach,
  page,
  refusedStart,
} from './starts.ts';

boundBrowserTests();

openPageForEach();

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
    expect(fetchedOf(app)).toEqual([]);
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
