/** The studio's first view in a real browser: photos in, verdicts out, and nothing of them leaves the page. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { InspectionReport } from '@livephoto/core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boundBrowserTests } from '../browser/chromium.ts';
import { violationsOf } from './axe.ts';
import { readSample, type Studio, samplePath, shownReport, startStudio } from './studio-server.ts';

boundBrowserTests();

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio('--use-fake-device-for-media-stream');
});
afterAll(() => studio?.close());
beforeEach(() => {
  studio.complaints.length = 0;
});

const choose = (page: Page, ...files: string[]) => page.setInputFiles('.input input[type=file]', files);
const untimed = (report: InspectionReport) => ({ ...report, timings: {} });
const shownJson = async (page: Page) =>
  JSON.parse((await page.getByRole('region', { name: 'Report as JSON' }).locator('pre').textContent()) ?? '');

/** What Node says of the same bytes. */
async function reportOfNode(name: string): Promise<InspectionReport> {
  const headers = { Authorization: studio.liveKey, 'Content-Type': 'image/jpeg' };
  const body = new Uint8Array(await readSample(name));
  const response = await studio.api('POST', '/inspections', { headers, body });
  expect(response.status).toBe(200);
  return response.json() as Promise<InspectionReport>;
}

async function expectVerdicts(page: Page, report: InspectionReport): Promise<void> {
  for (const [name, { outcome, score, findings }] of Object.entries(report.inspections)) {
    const card = page.locator(`[data-inspection=${name}]`);
    expect(await card.getAttribute('data-outcome')).toBe(outcome);
    expect(await card.locator('.outcome').textContent()).toBe(`${outcome}${score ?? ''}`);
    expect(await card.locator('.findings code').allTextContents()).toEqual(findings.map(({ code }) => code));
    for (const { message } of findings) expect(await card.textContent()).toContain(message);
  }
}

/** Pixels of the overlay that are not empty. */
const drawn = (page: Page) =>
  page.locator('.photo canvas').evaluate((canvas: HTMLCanvasElement) => {
    // A copy, since reading from a canvas often makes the browser complain of it.
    const copy = document.createElement('canvas');
    const { width, height } = Object.assign(copy, { width: canvas.width, height: canvas.height });
    const context = copy.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  });

describe('a photo', () => {
  it('shows the verdicts that Node gives, the report, and what was seen, without being sent', async () => {
    const page = await studio.open();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET' || !request.url().startsWith(studio.url)) {
        if (!request.url().startsWith('blob:')) sent.push(`${request.method()} ${request.url()}`);
      }
    });
    await choose(page, samplePath('selfie.jpg'));
    await shownReport(page, 'selfie.jpg').getByRole('heading', { name: 'Accepted' }).waitFor();
    const expected = await reportOfNode('selfie.jpg');
    expect(expected.accepted).toBe(true);
    await expectVerdicts(page, expected);
    expect(untimed(await shownJson(page))).toEqual(untimed(expected));
    await expect.poll(() => page.getByRole('status').first().textContent()).toBe('selfie.jpg is accepted.');

    await expect.poll(() => drawn(page)).toBeGreaterThan(3000);
    const everything = await drawn(page);
    await page.getByRole('checkbox', { name: 'Mesh' }).uncheck();
    await expect.poll(() => drawn(page)).toBeLessThan(everything - 1000);
    for (const layer of ['Faces', 'Axes', 'Covers'])
      await page.getByRole('checkbox', { name: layer }).uncheck();
    await expect.poll(() => drawn(page)).toBe(0);

    expect(sent).toEqual([]);
    expect(studio.complaints).toEqual([]);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  it('that is dropped and refused shows every reason, in the words of the API', async () => {
    const page = await studio.open();
    const bytes = (await readSample('masked.jpg')).toString('base64');
    const transfer = await page.evaluateHandle((base64) => {
      const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dropped = new DataTransfer();
      dropped.items.add(new File([data], 'masked.jpg', { type: 'image/jpeg' }));
      return dropped;
    }, bytes);
    await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
    await shownReport(page, 'masked.jpg').getByRole('heading', { name: 'Refused' }).waitFor();
    const expected = await reportOfNode('masked.jpg');
    expect(expected.inspections.obstructions.outcome).toBe('failed');
    await expectVerdicts(page, expected);
    expect(untimed(await shownJson(page))).toEqual(untimed(expected));
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  it('is decided anew when the policy is another one', async () => {
    const page = await studio.open();
    await choose(page, samplePath('selfie.jpg'));
    await shownReport(page, 'selfie.jpg').locator('.verdict', { hasText: 'policy default' }).waitFor();
    await page.getByLabel('Policy').selectOption('icao');
    await shownReport(page, 'selfie.jpg').locator('.verdict', { hasText: 'policy icao' }).waitFor();
    expect((await shownJson(page)).policy).toBe('icao');
    await page.close();
  });

  it('is decided by a policy file, and one that is wrong changes nothing but says what', async () => {
    const page = await studio.open();
    await choose(page, samplePath('selfie.jpg'));
    const verdict = (policy: string) =>
      shownReport(page, 'selfie.jpg')
        .locator('.verdict', { hasText: `policy ${policy}` })
        .waitFor();
    const open = (name: string, text: string) =>
      page
        .locator('.policy input[type=file]')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    await verdict('default');
    await open('kiosk.json', '{ "orientation": { "minInterEyeDistance": 500 } }');
    await verdict('kiosk');
    const { accepted, policy } = await shownJson(page);
    expect({ accepted, policy }).toEqual({ accepted: false, policy: 'kiosk' });
    await open('wrong.json', '{ "orientation": { "maxYaw": "far" } }');
    const alert = page.locator('.policy').getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toBe("wrong.json: 'orientation.maxYaw' must be a number from 0 to 180");
    expect(await violationsOf(page)).toEqual([]);
    expect((await shownJson(page)).policy).toBe('kiosk');
    await page.getByLabel('Policy').selectOption('default');
    await verdict('default');
    expect(await alert.count()).toBe(0);
    await page.getByLabel('Policy').selectOption('kiosk (file)');
    await verdict('kiosk');
    await page.close();
  });
});

describe('what is no photo', () => {
  it('says so, and the others are inspected all the same', async () => {
    const page = await studio.open();
    const files = {
      'letter.txt': 'Dear Ada, how are you?',
      'phone.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      'huge.jpg': Buffer.alloc(50_000_001),
      'cut.jpg': await readSample('truncated.jpg'),
      'me.jpg': await readSample('selfie.jpg'),
    };
    const folder = await mkdtemp(join(tmpdir(), 'livephoto-files-'));
    const paths = Object.keys(files).map((name) => join(folder, name));
    await Promise.all(Object.values(files).map((content, i) => writeFile(paths[i]!, content)));
    await choose(page, ...paths);
    await page.getByRole('button', { name: 'me.jpg: accepted' }).waitFor();
    for (const [name, reason] of [
      ['letter.txt', 'text file'],
      ['phone.heic', 'HEIC'],
      ['huge.jpg', '50.1 MB; photos of up to 50 MB'],
      ['cut.jpg', 'cut'],
    ] as const) {
      await page.getByRole('button', { name: `${name}: unreadable` }).click();
      const shown = shownReport(page, name);
      await shown.getByText('This cannot be inspected').waitFor();
      expect(await shown.textContent()).toContain(name);
      expect((await shown.textContent())?.toLowerCase()).toContain(reason.toLowerCase());
    }
    expect(await violationsOf(page)).toEqual([]);
    for (const name of Object.keys(files)) {
      await page.getByRole('button', { name: `Remove ${name}` }).click();
    }
    await page.getByText('Can this selfie be trusted?').waitFor();
    await rm(folder, { recursive: true });
    await page.close();
  });
});

it('holds a handful of photos, and says how many were left out', async () => {
  const page = await studio.open();
  const files = Array.from({ length: 33 }, (_, i) => ({
    name: `letter ${i}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from('Dear Ada'),
  }));
  await page.setInputFiles('.input input[type=file]', files);
  await page.getByText('3 of the files were left out').waitFor();
  expect(await page.locator('.strip li').count()).toBe(30);
  await page.close();
});

describe('the start', () => {
  it('shows how far the models are, and inspects what came meanwhile', async () => {
    const page = await studio.open('', {});
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.context().route('**/spoof-net.onnx', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    const bar = page.getByLabel(/Loading the models/);
    await bar.waitFor();
    await expect
      .poll(() => bar.evaluate((progress: HTMLProgressElement) => progress.value / progress.max))
      .toBeGreaterThan(0.8);
    await choose(page, samplePath('selfie.jpg'));
    await page.getByText('Waiting for its turn').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    release();
    await shownReport(page, 'selfie.jpg').getByRole('heading', { name: 'Accepted' }).waitFor();
    expect(await bar.count()).toBe(0);
    await page.context().close();
  });

  it('says what is missing and how to get it, and goes on once it is there', async () => {
    const page = await studio.open('', {});
    const context = page.context();
    await context.route('**/manifest.json', (route) => route.fulfill({ status: 404 }));
    await page.evaluate(() => caches.delete('livephoto'));
    await page.reload();
    const alert = page.getByRole('alert');
    await alert.getByText('Photos cannot be inspected in this page').waitFor();
    // What a visitor can do; a developer's part is there for who opens it.
    expect(await alert.getByText('Check your connection').isVisible()).toBe(true);
    const forOperators = alert.getByText('livephoto-browser-assets');
    expect(await forOperators.isVisible()).toBe(false);
    await alert.getByText('For whoever runs this server').click();
    await forOperators.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await context.unroute('**/manifest.json');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await choose(page, samplePath('selfie.jpg'));
    await shownReport(page, 'selfie.jpg').getByRole('heading', { name: 'Accepted' }).waitFor();
    await context.close();
  });

  it('tells a visitor what to do where a policy of the page keeps the worker out', async () => {
    const page = await studio.open('', {});
    await page.context().route(`${studio.url}/`, async (route) => {
      const response = await route.fetch();
      const policy = response
        .headers()
        ['content-security-policy']!.replace(/worker-src [^;]+/, "worker-src 'none'");
      await route.fulfill({
        response,
        headers: { ...response.headers(), 'content-security-policy': policy },
      });
    });
    await page.reload();
    const alert = page.getByRole('alert');
    await alert.getByText('an extension that blocks content').waitFor();
    await alert.getByText('For whoever runs this server').click();
    await alert.getByText('worker-src').waitFor();
    await page.context().close();
  });

  it('tells a browser without SIMD that it is too old', async () => {
    const page = await studio.open('', {});
    await page.addInitScript(() => {
      WebAssembly.validate = () => false;
    });
    await page.reload();
    const alert = page.getByRole('alert');
    await alert.getByText('This browser cannot inspect photos. Update it').waitFor();
    await alert.getByText('For whoever runs this server').click();
    await alert.getByText('WebAssembly without SIMD').waitFor();
    await page.context().close();
  });
});

describe('the camera', () => {
  /** Ends of the tracks that the page was given. */
  const countTracks = (page: Page) =>
    page.addInitScript(() => {
      const tracks: MediaStreamTrack[] = [];
      Object.assign(window, { cameraTracks: tracks });
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await ask(constraints);
        tracks.push(...stream.getTracks());
        return stream;
      };
    });
  const liveTracks = (page: Page) =>
    page.evaluate(
      () =>
        (window as unknown as { cameraTracks: MediaStreamTrack[] }).cameraTracks.filter(
          ({ readyState }) => readyState === 'live',
        ).length,
    );

  it('takes a photo that is inspected like a file, and is off afterwards', async () => {
    const page = await studio.open('', { permissions: ['camera'] });
    await countTracks(page);
    await page.reload();
    await page.getByRole('button', { name: 'Use the camera' }).click();
    // It guides: nobody is in Chromium's own test picture.
    await page.getByText('Put your face into the oval').first().waitFor();
    const take = page.getByRole('button', { name: 'Take the photo now' });
    // One way to close it.
    expect(
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /Close|Cancel/ })
        .count(),
    ).toBe(1);
    expect(await liveTracks(page)).toBe(1);
    expect(await violationsOf(page)).toEqual([]);
    await take.click();
    await shownReport(page, /^camera .*\.jpg$/)
      .getByText('face_not_detected', { exact: true })
      .waitFor();
    expect((await shownJson(page)).image).toMatchObject({ contentType: 'image/jpeg' });
    expect(await liveTracks(page)).toBe(0);

    await page.getByRole('button', { name: 'Use the camera' }).click();
    await expect.poll(() => liveTracks(page), { timeout: 120_000 }).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => liveTracks(page)).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.context().close();
  });

  it('that is not allowed says what to do, and takes a file', async () => {
    const page = await studio.open('', {});
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByRole('heading', { name: 'The camera is not allowed here' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a photo instead' }).click();
    await (await choosing).setFiles(samplePath('selfie.jpg'));
    await shownReport(page, 'selfie.jpg').getByRole('heading', { name: 'Accepted' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.context().close();
  });
});

describe('the page', () => {
  it('is used with the keyboard alone', async () => {
    const page = await studio.open();
    page.on('filechooser', (chooser) =>
      chooser.setFiles([samplePath('selfie.jpg'), samplePath('masked.jpg')]),
    );
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    const reach = async (name: string) => {
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab');
        if ((await focused()) === name) return;
      }
      throw new Error(`Tab never reaches '${name}'`);
    };
    await reach('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Choose photos');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'masked.jpg: refused' }).waitFor();
    await reach('Copy');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    // What scrolls can be reached.
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('PRE');
    const saved = page.waitForEvent('download');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const download = await saved;
    expect(download.suggestedFilename()).toBe('selfie.report.json');
    const report = await text(await download.createReadStream());
    expect(untimed(JSON.parse(report))).toEqual(untimed(await reportOfNode('selfie.jpg')));
    // The button goes with the photo; the keyboard goes on from the one that is shown.
    await page.getByRole('button', { name: 'Remove masked.jpg' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.thumb:focus[aria-current=true]').waitFor();
    await page.close();
  });

  it.each(['de', 'es', 'en'])('cuts nothing off a page of 320 pixels in %s', async (locale) => {
    const page = await studio.open('', { viewport: { width: 320, height: 640 }, locale });
    await choose(page, samplePath('selfie.jpg'));
    await page.locator('.json header').waitFor();
    const cut = await page.locator('a, button, select, h2, h3, label').evaluateAll((all) => {
      const end = (element: Element) => element.getBoundingClientRect().right;
      const around = (element: Element): Element[] =>
        element.parentElement ? [element.parentElement, ...around(element.parentElement)] : [];
      const edge = (element: Element) => {
        const boxes = around(element).filter((box) => getComputedStyle(box).overflowX !== 'visible');
        return Math.min(innerWidth, ...boxes.map(end));
      };
      return all
        .filter((each) => each.checkVisibility() && end(each) > edge(each) + 1)
        .map((each) => each.textContent);
    });
    expect(cut).toEqual([]);
    await page.context().close();
  });

  it('fits a phone', async () => {
    const page = await studio.open('', {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    await choose(page, samplePath('masked.jpg'));
    await shownReport(page, 'masked.jpg').getByRole('heading', { name: 'Refused' }).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(360);
    // The verdict and most of the picture are seen without scrolling, also with many photos.
    await choose(page, ...Array.from({ length: 8 }, () => samplePath('no-face.jpg')));
    await page.getByRole('button', { name: 'masked.jpg: refused' }).click();
    const verdict = await page.getByRole('heading', { name: 'Refused' }).boundingBox();
    expect(verdict!.y + verdict!.height).toBeLessThan(400);
    const picture = await shownReport(page, 'masked.jpg').locator('.photo-image').boundingBox();
    expect(picture!.y + 0.8 * picture!.height).toBeLessThan(740);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });
});
