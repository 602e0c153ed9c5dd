/** The inspector in a real page: every kind of source, reports equal to Node's, and what happens when it goes. */
import { readFile } from 'node:fs/promises';
import type { ImageContentType, InspectionReport } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppServer } from './app-server.ts';
import { boundBrowserTests, folder, openChromium, openTestPage, serveTestPage } from './chromium.ts';

boundBrowserTests();

let app: AppServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  app = await serveTestPage();
  browser = await openChromium();
  page = await openTestPage(browser, app);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** A worker in the middle of a computation takes a while to go. */
const patience = { timeout: 120_000 };

const untimed = (report: InspectionReport<ImageContentType | null>) => ({ ...report, timings: {} });

describe('bytes', () => {
  const photos = ['selfie.jpg', 'masked.jpg', 'exif-6.jpg', 'sample2.jpg', 'no-face.jpg'];

  it('give the report that Node gives, whatever they come in', async () => {
    const inspector = await createNodeInspector();
    const expected = [];
    for (const photo of photos) {
      expected.push(untimed(await inspector.inspect(await readFile(folder(`samples/${photo}`)))));
    }
    await inspector.dispose();

    const reports = await page.evaluate(async (names) => {
      const inspector = await window.livephoto.createInspector();
      const seen = [];
      for (const [index, name] of names.entries()) {
        const blob = await (await fetch(`/samples/${name}`)).blob();
        const buffer = await blob.arrayBuffer();
        const padded = new Uint8Array(buffer.byteLength + 20);
        padded.set(new Uint8Array(buffer), 10);
        const kinds = [
          blob,
          new File([blob], name),
          buffer,
          new Uint8Array(buffer),
          padded.subarray(10, 10 + buffer.byteLength),
        ];
        seen.push(await inspector.inspect(kinds[index]!));
      }
      await inspector.dispose();
      return seen;
    }, photos);
    expect(reports.map(untimed)).toEqual(expected);
  });

  it('stay the caller’s, and are refused with the same errors as in Node', async () => {
    const seen = await page.evaluate(async () => {
      const inspector = await window.livephoto.createInspector();
      const bytes = new Uint8Array(await (await fetch('/samples/truncated.jpg')).arrayBuffer());
      const before = bytes.length;
      const cut = await window.refusal(() => inspector.inspect(bytes));
      const foreign = await window.refusal(() => inspector.inspect(new Blob(['GIF89a, or so'])));
      const empty = await window.refusal(() => inspector.inspect(new Uint8Array()));
      const huge = await window.refusal(() => inspector.inspect(new Blob([new Uint8Array(50_000_001)])));
      await inspector.dispose();
      return { before, after: bytes.length, cut, foreign, empty, huge };
    });
    expect(seen.after).toBe(seen.before);
    expect(seen.cut).toMatchObject({ type: 'image_unreadable' });
    expect(seen.foreign).toMatchObject({ type: 'invalid_request' });
    expect(seen.empty).toMatchObject({ type: 'invalid_request', message: expect.stringContaining('empty') });
    expect(seen.huge).toMatchObject({
      type: 'invalid_request',
      message: expect.stringContaining('50000001'),
    });
  });

  it('of 48 megapixels are scaled while they are decoded', async () => {
    const report = await page.evaluate(async () => {
      const photo = await createImageBitmap(await (await fetch('/samples/selfie.jpg')).blob());
      const canvas = new OffscreenCanvas(6000, 8000);
      canvas.getContext('2d')!.drawImage(photo, 0, 0, 6000, 8000);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
      canvas.width = 1;
      const inspector = await window.livephoto.createInspector();
      const inspected = await inspector.inspect(blob);
      await inspector.dispose();
      return inspected;
    });
    expect(report.image).toMatchObject({ width: 6000, height: 8000 });
    expect(report.faces).toHaveLength(1);
    expect(report.inspections.faces.outcome).toBe('passed');
  });
});

describe('pixels', () => {
  it('of a bitmap are copied, or handed over where that is asked for, whatever comes of it', async () => {
    const seen = await page.evaluate(async () => {
      const blob = await (await fetch('/samples/selfie.jpg')).blob();
      const inspector = await window.livephoto.createInspector();
      const make = window.createImageBitmap.bind(window);
      let copies = 0;
      window.createImageBitmap = ((...args: Parameters<typeof make>) => {
        copies += 1;
        return make(...args);
      }) as typeof make;
      const look = async (options: { transfer?: boolean; signal?: AbortSignal }) => {
        const bitmap = await make(blob);
        copies = 0;
        const faces = await inspector.inspect(bitmap, options).then(
          (report) => report.faces,
          (error) => error.type,
        );
        return { faces, copies, width: bitmap.width };
      };
      const answers = {
        kept: await look({}),
        given: await look({ transfer: true }),
        late: await look({ transfer: true, signal: AbortSignal.abort() }),
      };
      window.createImageBitmap = make;
      await inspector.dispose();
      return answers;
    });
    expect(seen.kept).toMatchObject({ copies: 1, width: 672 });
    expect(seen.given).toEqual({ faces: seen.kept.faces, copies: 0, width: 0 });
    expect(seen.given.faces).toHaveLength(1);
    expect(seen.late).toEqual({ faces: 'inspection_aborted', copies: 0, width: 0 });
  });

  it('are taken from every kind of picture that a page has', async () => {
    const reports = await page.evaluate(async () => {
      const blob = await (await fetch('/samples/selfie.jpg')).blob();
      const bitmap = await createImageBitmap(blob);
      const { width, height } = bitmap;

      const image = new Image();
      image.src = '/samples/selfie.jpg';
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width, height });
      const context = canvas.getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const offscreen = new OffscreenCanvas(width, height);
      offscreen.getContext('2d')!.drawImage(bitmap, 0, 0);
      const frame = new VideoFrame(bitmap, { timestamp: 0 });

      const video = document.createElement('video');
      video.muted = true;
      video.srcObject = canvas.captureStream(10);
      await video.play();

      const inspector = await window.livephoto.createInspector();
      const sources = {
        ImageData: context.getImageData(0, 0, width, height),
        ImageBitmap: bitmap,
        HTMLImageElement: image,
        HTMLCanvasElement: canvas,
        OffscreenCanvas: offscreen,
        VideoFrame: frame,
        HTMLVideoElement: video,
      };
      const seen: Record<string, unknown> = {};
      for (const [kind, source] of Object.entries(sources)) {
        seen[kind] = await inspector.inspect(source);
        // None of them is used up.
        if (kind !== 'HTMLVideoElement') seen[`${kind} again`] = await inspector.inspect(source);
      }
      frame.close();
      for (const track of canvas.captureStream().getTracks()) track.stop();
      await inspector.dispose();
      return seen as Record<string, InspectionReport<null>>;
    });
    expect(Object.keys(reports)).toHaveLength(13);
    const first = reports.ImageData!;
    expect(first.accepted).toBe(true);
    for (const [kind, report] of Object.entries(reports)) {
      expect(report.image, kind).toEqual({
        contentType: null,
        size: 672 * 800 * 3,
        width: 672,
        height: 800,
        orientation: 1,
      });
      expect(report.accepted, kind).toBe(true);
      // Video is another colour space; all others are the same pixels.
      if (!kind.startsWith('HTMLVideo') && !kind.startsWith('VideoFrame')) {
        expect(untimed(report), kind).toEqual(untimed(first));
      }
    }
  });

  it('lie over white where they are transparent', async () => {
    const reports = await page.evaluate(async () => {
      const blob = await (await fetch('/samples/selfie.jpg')).blob();
      const bitmap = await createImageBitmap(blob);
      const { width, height } = bitmap;
      const inspector = await window.livephoto.createInspector({ cache: false });
      const pictures = ['#fff', null].map((background) => {
        const canvas = new OffscreenCanvas(width + 200, height);
        const context = canvas.getContext('2d')!;
        if (background) {
          context.fillStyle = background;
          context.fillRect(0, 0, width + 200, height);
        }
        context.drawImage(bitmap, 100, 0);
        return { canvas, data: context.getImageData(0, 0, width + 200, height) };
      });
      const seen = [];
      for (const { canvas, data } of pictures) {
        seen.push(await inspector.inspect(canvas), await inspector.inspect(data));
      }
      await inspector.dispose();
      return seen;
    });
    for (const report of reports) expect(untimed(report)).toEqual(untimed(reports[0]!));
  });

  it('are refused when there are none, too many or not to be read', async () => {
    const refusals = await page.evaluate(async () => {
      const inspector = await window.livephoto.createInspector();
      const canvas = (width: number, height: number) =>
        Object.assign(document.createElement('canvas'), { width, height });
      const closed = await createImageBitmap(canvas(100, 100));
      closed.close();
      const frame = new VideoFrame(canvas(100, 100), { timestamp: 0 });
      frame.close();
      const broken = new Image();
      broken.src = '/samples/none.jpg';
      const sources: Record<string, unknown> = {
        video: document.createElement('video'),
        canvas: canvas(0, 0),
        bitmap: closed,
        frame,
        image: broken,
        large: canvas(8000, 6000),
        small: canvas(20, 20),
        text: 'selfie.jpg',
        nothing: undefined,
      };
      const seen: Record<string, unknown> = {};
      for (const [kind, source] of Object.entries(sources)) {
        seen[kind] = await window.refusal(() => inspector.inspect(source as Blob));
      }
      await inspector.dispose();
      return seen;
    });
    const refused = (words: string) => ({
      type: 'invalid_request',
      message: expect.stringContaining(words),
    });
    expect(refusals).toEqual({
      video: refused('no picture yet'),
      canvas: refused('no pixels'),
      bitmap: refused('no pixels'),
      frame: refused('closed'),
      image: { type: 'image_unreadable', message: expect.stringContaining('no readable picture') },
      large: refused('give the file itself'),
      small: refused('at least 64'),
      text: refused('This is no photo'),
      nothing: refused('This is no photo'),
    });
  });

  it('of another site are refused', async () => {
    const other = await serveTestPage();
    const refusal = await page.evaluate(async (origin) => {
      const inspector = await window.livephoto.createInspector();
      const image = new Image();
      image.src = `${origin}/samples/selfie.jpg`;
      const refused = await window.refusal(() => inspector.inspect(image));
      await inspector.dispose();
      return refused;
    }, other.origin);
    await other.close();
    expect(refusal?.type).toMatch(/invalid_request|image_unreadable/);
  });
});

describe('options', () => {
  it('reach the inspection: policy, inspections, stages, details', async () => {
    const seen = await page.evaluate(async () => {
      const inspector = await window.livephoto.createInspector({ policy: 'lenient' });
      const blob = await (await fetch('/samples/selfie.jpg')).blob();
      const stages: string[] = [];
      const report = await inspector.inspect(blob, {
        inspections: ['faces', 'orientation'],
        onProgress: ({ stage, index, count }) => stages.push(`${index + 1}/${count} ${stage}`),
      });
      const detailed = await inspector.inspectDetailed(blob, { performLivenessCheck: false });
      await inspector.dispose();
      const unknown = await window.refusal(() =>
        window.livephoto.createInspector({ policy: 'paranoid' as 'icao' }),
      );
      const live = await window.refusal(() =>
        window.livephoto.createInspector({ policy: { name: 'own', faces: () => {} } as never }),
      );
      return { report, stages, detailed, unknown, live };
    });
    expect(seen.report.policy).toBe('lenient');
    expect(seen.report.inspections.orientation.outcome).toBe('passed');
    expect(seen.report.inspections.liveness).toMatchObject({ outcome: 'skipped', reason: 'not asked for' });
    expect(seen.stages[0]).toBe('1/6 sniff');
    expect(seen.stages.at(-1)).toMatch(/^6\/6/);
    expect(seen.detailed.geometry?.landmarks).toHaveLength(468);
    expect(seen.detailed.livenessCues).toBeNull();
    expect(seen.unknown).toMatchObject({ type: 'invalid_request' });
    expect(seen.live).toMatchObject({
      type: 'invalid_request',
      message: expect.stringContaining('plain data'),
    });
  });

  it('stop an inspection by signal; the inspector goes on', async () => {
    const seen = await page.evaluate(async () => {
      const inspector = await window.livephoto.createInspector();
      const blob = await (await fetch('/samples/sample2.jpg')).blob();
      const controller = new AbortController();
      const during = window.refusal(() =>
        inspector.inspect(blob, {
          signal: controller.signal,
          onProgress: ({ stage }) => {
            if (stage === 'detect') controller.abort();
          },
        }),
      );
      const stopped = await during;
      const before = await window.refusal(() => inspector.inspect(blob, { signal: AbortSignal.abort() }));
      const report = await inspector.inspect(blob);
      await inspector.dispose();
      return { stopped, before, faces: report.faces.length };
    });
    expect(seen.stopped).toMatchObject({ type: 'inspection_aborted' });
    expect(seen.before).toMatchObject({ type: 'inspection_aborted' });
    expect(seen.faces).toBe(3);
  });
});

describe('an inspector that goes', () => {
  it('rejects what is under way and everything after, and ends its worker', async () => {
    const seen = await page.evaluate(async () => {
      const inspector = await window.livephoto.createInspector();
      const blob = await (await fetch('/samples/sample2.jpg')).blob();
      const working = window.refusal(() =>
        inspector.inspect(blob, {
          onProgress: ({ stage }) => void (stage === 'sniff' && inspector.dispose()),
        }),
      );
      const waiting = window.refusal(() => inspector.inspect(blob));
      const [first, second] = [await working, await waiting];
      const later = await window.refusal(() => inspector.inspect(blob));
      await inspector.dispose();
      return { first, second, later };
    });
    expect([seen.first?.type, seen.second?.type]).toEqual(['inspection_aborted', 'inspection_aborted']);
    expect(seen.later).toEqual({ type: 'inference_failed', message: 'This inspector was disposed' });
    await expect.poll(() => page.workers().length, patience).toBe(0);
  });

  it('can be stopped while it starts', async () => {
    const refusals = await page.evaluate(async () => {
      const { createInspector } = window.livephoto;
      const controller = new AbortController();
      const start = window.refusal(() =>
        createInspector({
          cache: false,
          signal: controller.signal,
          onProgress: () => controller.abort(),
        }),
      );
      return [await start, await window.refusal(() => createInspector({ signal: AbortSignal.abort() }))];
    });
    expect(refusals.map((refusal) => refusal?.type)).toEqual(['inspection_aborted', 'inspection_aborted']);
    await expect.poll(() => page.workers().length, patience).toBe(0);
  });

  it('leaves nothing behind: the heap after many', async () => {
    const client = await page.context().newCDPSession(page);
    const heap = async () => {
      await client.send('HeapProfiler.collectGarbage');
      const { usedSize } = await client.send('Runtime.getHeapUsage');
      return usedSize / 1e6;
    };
    const createAndDispose = (times: number) =>
      page.evaluate(async (count) => {
        const blob = await (await fetch('/samples/selfie.jpg')).blob();
        for (let turn = 0; turn < count; turn++) {
          const inspector = await window.livephoto.createInspector();
          // One in the middle of its work, the next one idle.
          const inspection = inspector.inspect(blob, { inspections: ['faces'] });
          if (turn % 2 === 0) await inspection;
          else inspection.catch(() => {});
          await inspector.dispose();
        }
      }, times);
    await createAndDispose(3);
    const before = await heap();
    await createAndDispose(10);
    const grown = (await heap()) - before;
    console.log(
      `Heap of the page after 10 more inspectors: ${grown.toFixed(2)} MB more than ${before.toFixed(2)} MB`,
    );
    expect(grown).toBeLessThan(1);
    await expect.poll(() => page.workers().length, patience).toBe(0);
  });
});
