/** Our FaceMesh against MediaPipe's own runtime in a real Chromium on the same photos. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Inspector, RgbImage } from '@livephoto/core';
import { createOnnxRuntimeBackend } from '@livephoto/core/onnxruntime';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLandmarks } from '../../packages/core/src/vision/landmarks/face-landmarker.ts';
import { ImagePyramid, type Region } from '../../packages/core/src/vision/sampling/affine.ts';
import { boundBrowserTests, openChromium } from '../browser/chromium.ts';

boundBrowserTests();

const root = new URL('../../', import.meta.url);
const models = new URL('packages/models/dist/', root);
const mediapipe = new URL('../node_modules/@mediapipe/face_mesh/', import.meta.url);
const origin = 'http://parity.test';

type Points = readonly (readonly number[])[];
let browser: Browser;
let page: Page;
let inspector: Inspector;

beforeAll(async () => {
  inspector = await createNodeInspector({ modelFolder: fileURLToPath(models) });
  // MediaPipe computes with WebGL, which is drawn on the processor here.
  browser = await openChromium('--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader');
  page = await openMediaPipe();
});
afterAll(async () => {
  await inspector?.dispose();
  await browser?.close();
});

/** A page with MediaPipe's runtime, fed from this disk: nothing is fetched from a network. */
async function openMediaPipe(): Promise<Page> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('mediapipe-page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  const opened = await browser.newPage();
  await opened.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) return route.abort();
    const path = url.pathname.slice(1);
    if (path === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    const file = new URL(path, path.startsWith('samples/') ? root : mediapipe);
    return existsSync(file) ? route.fulfill({ path: fileURLToPath(file) }) : route.fulfill({ status: 404 });
  });
  await opened.goto(`${origin}/`);
  await opened.addScriptTag({ content: outputFiles[0]!.text });
  return opened;
}

function theirLandmarks(photo: string): Promise<readonly [before: Points, last: Points]> {
  return page.evaluate(
    ([url, path]) => window.findLandmarks(url!, path!),
    [`${origin}/samples/${photo}`, origin],
  );
}

/** What the product sees once its mesh is settled: from the bytes of the file, with crops of its own. */
async function ourLandmarks(photo: string): Promise<{ points: Points; image: RgbImage }> {
  const bytes = await readFile(new URL(`samples/${photo}`, root));
  const { geometry, image } = await inspector.inspectDetailed(bytes, { inspections: ['orientation'] });
  return { points: geometry!.landmarks.map(({ x, y, z }) => [x, y, z]), image };
}

/** The network alone, on the crop that MediaPipe's graph cuts around `points`: their upright box, turned with the eyes. */
async function onTheirCrop(image: RgbImage, points: Points): Promise<Points> {
  const model = await createOnnxRuntimeBackend().load(
    await readFile(new URL('face-landmarker.onnx', models)),
  );
  const [xs, ys] = [points.map(([x]) => x!), points.map(([, y]) => y!)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const [from, to] = [points[33]!, points[263]!];
  const length = Math.hypot(to[0]! - from[0]!, to[1]! - from[1]!);
  const region: Region = {
    centre: { x: (left + right) / 2, y: (top + bottom) / 2 },
    size: 1.5 * Math.max(right - left, bottom - top),
    cos: (to[0]! - from[0]!) / length,
    sin: (to[1]! - from[1]!) / length,
  };
  const found = await readLandmarks(model, new ImagePyramid(image), region);
  await model.dispose();
  return points.map((_, index) => Array.from(found.points.slice(3 * index, 3 * index + 3)));
}

/** Differences in shares of the inter-eye distance: of places in the picture, and of depths about their mean. */
function compare(ours: Points, theirs: Points): { mean: number; depth: number } {
  expect([ours.length, theirs.length]).toEqual([468, 468]);
  const unit = interEyeDistance(theirs);
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;
  const relative = (points: Points) => {
    const middle = average(points.map((point) => point[2]!));
    return points.map((point) => point[2]! - middle);
  };
  const [ourDepths, theirDepths] = [relative(ours), relative(theirs)];
  return {
    mean: average(ours.map(([x, y], i) => Math.hypot(x! - theirs[i]![0]!, y! - theirs[i]![1]!))) / unit,
    depth: average(ourDepths.map((z, i) => Math.abs(z - theirDepths[i]!))) / unit,
  };
}

/** Between the eyes' centres, each the middle of its corners. */
function interEyeDistance(points: Points): number {
  const middle = (a: number, b: number) => [0, 1].map((axis) => (points[a]![axis]! + points[b]![axis]!) / 2);
  const [right, left] = [middle(33, 133), middle(362, 263)];
  return Math.hypot(left[0]! - right[0]!, left[1]! - right[1]!);
}

describe('face landmarks', () => {
  // On a tilted head the crops differ: MediaPipe's grows with the tilt, ours turns with the head.
  it.each([
    { photo: 'selfie.jpg', limit: 0.015 },
    { photo: 'mirrored.jpg', limit: 0.015 },
    { photo: 'franck_01829.jpg', limit: 0.02 },
  ])('lie where MediaPipe sees them on $photo', async ({ photo, limit }) => {
    const [before, last] = await theirLandmarks(photo);
    const { points, image } = await ourLandmarks(photo);
    const network = compare(await onTheirCrop(image, before), last);
    const product = compare(points, last);
    const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
    console.log(
      `${photo}: network ${percent(network.mean)} (depth ${percent(network.depth)}), product ${percent(product.mean)} (depth ${percent(product.depth)}) of the inter-eye distance`,
    );
    expect(network.mean).toBeLessThanOrEqual(0.01);
    expect(network.depth).toBeLessThanOrEqual(0.01);
    expect(product.mean).toBeLessThanOrEqual(limit);
    expect(product.depth).toBeLessThanOrEqual(0.03);
  });
});
