/** What can go wrong with a camera, a file, a download and a page: said plainly, with a way out, and nothing left on. */
import { readFile } from 'node:fs/promises';
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { boundBrowserTests, folder, keepBrowsers } from '../browser/chromium.ts';
import {
  type CameraOptions,
  type CapturePage,
  launchWithCamera,
  openCapture,
  serveCapture,
} from './capture-page.ts';
import { type Footage, openFootage } from './footage.ts';

boundBrowserTests();

declare global {
  interface Window {
    /** Every track that a camera ever gave to the page. */
    tracks: MediaStreamTrack[];
  }
}

let app: AppServer;
let footage: Footage;
let straight: string;
/** For most tests; the others open one with another camera. */
const usual = keepBrowsers(() => launchWithCamera({ footage: straight }));
let other: Browser | undefined;
let opened: CapturePage | undefined;

beforeAll(async () => {
  app = await serveCapture();
  footage = await openFootage();
  straight = await footage.file('straight');
});
afterEach(async () => {
  await opened?.close();
  await other?.close();
  opened = undefined;
  other = undefined;
  app.override = (path) => (path === '/favicon.ico' ? { status: 204 } : undefined);
});
afterAll(async () => {
  await usual.close();
  await footage?.close();
  await app?.close();
});

function keepTracks(): void {
  window.tracks = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}

/** @param camera null for the usual one */
async function open(
  camera: Partial<CameraOptions> | null,
  options: Parameters<typeof openCapture>[2] = {},
): Promise<CapturePage> {
  if (camera) other = await launchWithCamera({ footage: straight, ...camera });
  opened = await openCapture(other ?? (await usual.get('usual')), app, {
    attributes: 'autostart',
    before: keepTracks,
    ...options,
  });
  return opened;
}

const errorCodes = async (capture: CapturePage) =>
  (await capture.events('error')).map(({ detail }) => detail.code);
const liveTracks = ({ page }: CapturePage) =>
  page.evaluate(() => window.tracks.filter(({ readyState }) => readyState === 'live').length);
const heading = ({ page }: CapturePage) =>
  page.evaluate(() => window.capture.shadowRoot!.querySelector('h2')!.textContent!.trim());

async function choose(
  { page }: CapturePage,
  file: string | { name: string; mimeType: string; buffer: Buffer },
) {
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a photo instead' }).click();
  await (await asked).setFiles(file);
}

describe('a camera that cannot be used', () => {
  it('is said when it is not allowed, and a file takes its place', async () => {
    const capture = await open({ allowed: false });
    await capture.view('problem');
    expect(await errorCodes(capture)).toEqual(['camera_denied']);
    expect(await heading(capture)).toMatch(/^The camera is not allowed here\. Allow it in the address bar/);
    expect(await capture.page.getByText(/^In Chrome and Edge: click the symbol/).isVisible()).toBe(true);

    await choose(capture, folder('samples/selfie.jpg'));
    await capture.view('result');
    expect(await heading(capture)).toBe('This photo is fine.');
    // The file itself, not a copy that was encoded anew.
    expect((await capture.photo()).equals(await readFile(folder('samples/selfie.jpg')))).toBe(true);
    expect((await capture.events('captured'))[0]!.detail.trigger).toBe('file');

    // Another photo is another file: the camera is still not allowed.
    expect(await capture.page.getByRole('button', { name: 'Choose another photo' }).isVisible()).toBe(true);
    await capture.page.getByRole('button', { name: 'Cancel' }).click();
    await capture.view('problem');
    await choose(capture, folder('samples/no-face.jpg'));
    await capture.view('result');
    expect(await capture.page.getByRole('listitem').first().textContent()).toMatch(/^No face was found/);
  });

  it('is said when there is none, and works once there is one', async () => {
    const capture = await open({ footage: null });
    await capture.view('problem');
    expect(await errorCodes(capture)).toEqual(['camera_missing']);
    await capture.page.evaluate(() => {
      const canvas = document.createElement('canvas');
      // A stream of a canvas gives a picture whenever something is drawn.
      setInterval(() => canvas.getContext('2d')!.fillRect(0, 0, 10, 10), 100);
      navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
    });
    await capture.page.getByRole('button', { name: 'Try again' }).click();
    await capture.view('live');
  });

  it('is said when another program has it', async () => {
    const capture = await open(null, {
      before: () => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('Device in use', 'NotReadableError'));
      },
    });
    await capture.view('problem');
    expect(await errorCodes(capture)).toEqual(['camera_busy']);
    expect(await capture.page.getByRole('button', { name: 'Choose a photo instead' }).isVisible()).toBe(true);
  });

  it('is said when it goes away in the middle, and is opened anew', async () => {
    const capture = await open(
      { allowed: false },
      { permissions: ['camera'], attributes: 'autostart manual' },
    );
    await capture.told('frame', 2);
    // What is taken away by the person ends as what is unplugged.
    await capture.page.context().clearPermissions();
    await capture.view('problem');
    expect(await errorCodes(capture)).toEqual(['camera_lost']);
    expect(await liveTracks(capture)).toBe(0);
    await capture.page.context().grantPermissions(['camera']);
    await capture.page.getByRole('button', { name: 'Try again' }).click();
    await capture.view('live');
    const before = (await capture.events('frame')).length;
    await capture.told('frame', before + 2);
  });
});

describe('a file', () => {
  it.each([
    [
      'that is none',
      { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(40_000, 65) },
      'photo_unreadable',
    ],
    ['that is cut', 'truncated.jpg', 'photo_unreadable'],
    [
      'with too few bytes',
      { name: 'small.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(900, 65) },
      'photo_too_small',
    ],
    [
      'of another kind',
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.alloc(40_000, 65) },
      'photo_unreadable',
    ],
  ])('%s is refused with a word that helps, and another may be chosen', async (_, file, code) => {
    const capture = await open(null, { attributes: 'files="always"' });
    await choose(capture, typeof file === 'string' ? folder(`samples/${file}`) : file);
    await capture.view('problem');
    expect(await errorCodes(capture)).toEqual([code]);
    expect(await capture.page.getByRole('button', { name: 'Choose another photo' }).isVisible()).toBe(true);
    await capture.page.getByRole('button', { name: 'Try again' }).click();
    expect(await capture.view('welcome')).toBe('welcome');
  });

  it('that the API would not take is made one that it takes', async () => {
    const capture = await open(null, { attributes: 'files="always"' });
    // A photo of 12 megapixels as BMP, which browsers read and the API does not.
    const size = await capture.page.evaluate(async () => {
      const bitmap = await createImageBitmap(await (await fetch('/samples/selfie.jpg')).blob());
      const [width, height] = [3152, 3752];
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0, width, height);
      const rgba = context.getImageData(0, 0, width, height).data;
      const file = new DataView(new ArrayBuffer(54 + 3 * width * height));
      file.setUint16(0, 0x424d);
      file.setUint32(2, file.byteLength, true);
      file.setUint32(10, 54, true);
      file.setUint32(14, 40, true);
      file.setInt32(18, width, true);
      // Negative: the first line is the upper one.
      file.setInt32(22, -height, true);
      file.setUint16(26, 1, true);
      file.setUint16(28, 24, true);
      const pixels = new Uint8Array(file.buffer, 54);
      for (let at = 0; at < width * height; at++) {
        for (let channel = 0; channel < 3; channel++) pixels[3 * at + channel] = rgba[4 * at + 2 - channel]!;
      }
      const photo = new Blob([file], { type: 'image/bmp' });
      void window.capture.chooseFile(photo);
      return photo.size;
    });
    expect(size).toBeGreaterThan(34 * 1024);
    await capture.view('result');
    const [inspected] = await capture.events('inspected');
    expect(inspected!.detail.report).toMatchObject({
      accepted: true,
      image: { contentType: 'image/jpeg', height: 2560 },
    });
  });
});

describe('a download that fails', () => {
  it('is said, and tried again', async () => {
    app.override = (path) => (path.endsWith('face-landmarker.onnx') ? { status: 503 } : undefined);
    const capture = await open(null, { attributes: 'autostart manual' });
    await capture.view('problem');
    expect(await errorCodes(capture)).toEqual(['inspector_failed']);
    expect(await liveTracks(capture)).toBe(0);
    app.override = () => undefined;
    await capture.page.getByRole('button', { name: 'Try again' }).click();
    await capture.told('frame', 1);
  });
});

describe('a page', () => {
  it('in the background is not inspected, and nothing is taken of it', async () => {
    const capture = await open(null, { attributes: 'autostart manual' });
    await capture.told('frame', 2);
    // A headless browser has no background: its pages are told what they would be told.
    const setHidden = (hidden: boolean) =>
      capture.page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await setHidden(true);
    // A frame that was under way may still come.
    await capture.page.waitForTimeout(1000);
    const paused = (await capture.events('frame')).length;
    await capture.page.waitForTimeout(1500);
    expect(await capture.events('frame')).toHaveLength(paused);
    expect(
      await capture.page.getByText('Paused while this page is in the background.').count(),
    ).toBeGreaterThan(0);
    await setHidden(false);
    const before = (await capture.events('frame')).length;
    await capture.told('frame', before + 2);
  });

  it('may hold two elements, which share the camera and an inspector that the page gives them', async () => {
    const capture = await open(null, { attributes: '' });
    await capture.page.evaluate(async () => {
      const inspector = await window.createInspector();
      const other = document.createElement('live-photo-capture');
      document.querySelector('main')!.append(other);
      for (const element of [window.capture, other]) {
        element.inspector = inspector;
        void element.start();
      }
      Object.assign(window, { inspector, other });
    });
    const both = (view: string) =>
      capture.page.waitForFunction(
        (wanted) =>
          [...document.querySelectorAll('live-photo-capture')].every((element) => element.view === wanted),
        view,
        { timeout: 120_000 },
      );
    await both('result');
    expect(capture.page.workers()).toHaveLength(1);
    // The page's inspector outlives the elements.
    const accepted = await capture.page.evaluate(async () => {
      for (const element of document.querySelectorAll('live-photo-capture')) element.remove();
      const { inspector } = window as unknown as {
        inspector: { inspect(photo: Blob): Promise<{ accepted: boolean }> };
      };
      return (await inspector.inspect(window.lastPhoto!)).accepted;
    });
    expect(accepted).toBe(true);
  });

  it('may hold two elements with an inspector each', async () => {
    const capture = await open(null, { attributes: 'autostart' });
    await capture.page.evaluate(() => {
      const other = document.createElement('live-photo-capture');
      other.autostart = true;
      document.querySelector('main')!.append(other);
    });
    await capture.page.waitForFunction(
      () => [...document.querySelectorAll('live-photo-capture')].every(({ view }) => view === 'result'),
      null,
      { timeout: 120_000 },
    );
    expect(await liveTracks(capture)).toBe(0);
  });

  it('may take the element away at any moment, fifty times, and nothing of it stays', async () => {
    const capture = await open(null, { attributes: '' });
    const { page } = capture;
    const session = await page.context().newCDPSession(page);
    await page.evaluate(() => window.capture.remove());
    const mount = (until: string) =>
      page.evaluate(async (moment) => {
        const element = document.createElement('live-photo-capture');
        element.manual = true;
        document.querySelector('main')!.append(element);
        void element.start();
        const told = (name: 'progress' | 'frame') =>
          new Promise<void>((resolve) => {
            element.addEventListener(name, () => resolve(), { once: true });
            element.addEventListener('error', () => resolve(), { once: true });
          });
        if (moment === 'progress') await told('progress');
        if (moment === 'frame') await told('frame');
        if (moment === 'inspecting') {
          await told('frame');
          await element.takePhoto();
        }
        element.remove();
      }, until);

    // Most are taken away before they see anything: those are the ones that finish behind one's back.
    const moments = ['at once', 'progress', 'frame', 'at once', 'progress'];
    let early = 0;
    for (let round = 0; round < 10; round++) {
      for (const moment of moments)
        await mount(round % 3 === 0 && moment === 'frame' ? 'inspecting' : moment);
      if (round === 1) early = await usedHeap(session);
    }
    const late = await usedHeap(session);
    console.log(`heap after 10 mounts ${megabytes(early)}, after 50 ${megabytes(late)}`);
    expect(late - early).toBeLessThan(1_500_000);
    await expect.poll(() => page.workers().length, { timeout: 120_000 }).toBe(0);
    expect(await countElements(session)).toBe(1);
    expect(await liveTracks(capture)).toBe(0);
    expect(await page.evaluate(() => window.tracks.length)).toBeGreaterThan(20);
    expect(capture.problems).toEqual([]);
  });
});

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

/** JavaScript memory of the page that is still in use, in bytes. */
async function usedHeap(session: CDPSession): Promise<number> {
  // What the first collection frees, the second one gives back.
  for (let time = 0; time < 3; time++) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** Capture elements that are still in memory; the page holds on to one. */
async function countElements(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { result } = await session.send('Runtime.evaluate', {
    expression: "customElements.get('live-photo-capture').prototype",
  });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId! });
  const { result: count } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    functionDeclaration: 'function () { return this.length; }',
  });
  return count.value;
}
