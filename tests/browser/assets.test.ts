/** What the inspector fetches and keeps: once, checked, resumed, offline afterwards. */
import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { boundBrowserTests, folder, openTestPage } from './chromium.ts';
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

const assetSize = async (name: string) => (await stat(folder(`packages/browser/dist/assets/${name}`))).size;
const decoderSize = await assetSize('images.wasm.gzip');
const landmarkerSize = await assetSize('face-landmarker.onnx');

/** What the manifest of the models lists, and one WebAssembly file: the image decoders. */
const { models, assets } = JSON.parse(
  await readFile(new URL('../../packages/models/dist/manifest.json', import.meta.url), 'utf8'),
) as Record<'models' | 'assets', { size: number }[]>;
const fileCount = models.length + assets.length + 1;

openPageForEach();

describe('files', () => {
  it('are fetched once, with progress, and kept', async () => {
    const first = await createAndInspect(page);
    expect(first.finding).toBe('face_not_detected');
    expect(fetchedOf(app)).toHaveLength(fileCount);
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
    expect(fetchedOf(app)).toEqual([]);
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
    expect(fetchedOf(app)).toEqual([landmarker]);
    app.requests.length = 0;
    await createAndInspect(page);
    expect(fetchedOf(app)).toEqual([]);
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
    expect(fetchedOf(app)).toHaveLength(fileCount);
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
