import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Site } from '../../benchmarks/src/cost/processes/static-site.ts';
import { isSoftware, type PageBackend } from '../../benchmarks/src/cost/speed/browser-protocol.ts';
import { runInBrowser, serveProduct } from '../../benchmarks/src/cost/speed/browser-subject.ts';
import { makePhotos, type TimedPhoto } from '../../benchmarks/src/cost/speed/photos.ts';

const root = new URL('../../', import.meta.url);
let folder: string;
let site: Site;
let photo: TimedPhoto;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-page-'));
  [photo] = (await makePhotos(root, folder, [
    { name: 'small', width: 480, height: 640, format: 'jpeg' },
  ])) as [TimedPhoto];
  site = await serveProduct(root, folder);
});
afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true });
});

const job = (backend: PageBackend, path = `/photos/${basename(photo.file)}`) => ({
  backend,
  photos: [{ name: 'small', path }],
  samples: 2,
  warmup: 0,
});

describe('runInBrowser', () => {
  it.each([
    ['browser-wasm', /^1 thread$/],
    ['browser-threads', /^\d+ threads?$/],
  ] as const)('runs the product in a page over %s', async (backend, detail) => {
    const answer = await runInBrowser(site, job(backend));
    expect(answer.detail).toMatch(detail);
    expect(answer.samples.small).toHaveLength(2);
    expect(Object.keys(answer.samples.small![0]!.stages)).toContain('liveness');
    expect(answer.firstReport).toBeGreaterThan(answer.ready);
  });

  it('says what went wrong in the page', async () => {
    await expect(runInBrowser(site, job('browser-wasm', '/photos/nothing.jpg'))).rejects.toMatchObject({
      type: 'inference_failed',
      message: expect.stringContaining('/photos/nothing.jpg answered 404'),
    });
  });
});

describe('isSoftware', () => {
  it('tells a graphics card from a processor that plays one', () => {
    expect(isSoftware('google, swiftshader')).toBe(true);
    expect(isSoftware('nvidia, ampere')).toBe(false);
  });
});
