/** From the permission to a photo on a real server, in a real page with a camera that plays a film. */
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppServer } from '../browser/app-server.ts';
import { boundBrowserTests, keepBrowsers } from '../browser/chromium.ts';
import { startTestServer, type TestServer } from '../server/harness/server.ts';
import {
  allowApi,
  type CapturePage,
  expectAccessible,
  launchWithCamera,
  openCapture,
  serveCapture,
} from './capture-page.ts';
import { type Footage, type FootageName, openFootage } from './footage.ts';

boundBrowserTests();

let app: AppServer;
let server: TestServer;
let footage: Footage;
/** One for each camera. */
const browsers = keepBrowsers(async (name: FootageName) =>
  launchWithCamera({ footage: await footage.file(name) }),
);
let clientId: string;

beforeAll(async () => {
  app = await serveCapture();
  server = await startTestServer({ LIVEPHOTO_CORS_ORIGINS: app.origin });
  allowApi(app, server.url);
  clientId = await server.createClient();
  footage = await openFootage();
});
afterAll(async () => {
  await browsers.close();
  await footage?.close();
  await server?.close();
  await app?.close();
});

/** A page whose server makes tokens as an app's own would. */
async function openPage(
  name: FootageName,
  {
    attributes = '',
    tokens = issueToken,
    ...options
  }: Parameters<typeof openCapture>[2] & {
    tokens?: (times: number) => Promise<unknown>;
  } = {},
): Promise<CapturePage> {
  const capture = await openCapture(await browsers.get(name), app, {
    ...options,
    attributes: `api="${server.url}/v1" ${attributes}`,
  });
  let times = 0;
  await capture.page.exposeFunction('issueToken', () => {
    times += 1;
    return tokens(times);
  });
  await capture.page.evaluate(() => {
    const { issueToken } = window as unknown as { issueToken: () => Promise<{ token: string }> };
    window.capture.tokenProvider = () => issueToken();
  });
  return capture;
}

async function issueToken(): Promise<unknown> {
  return (await server.call('POST', '/v1/tokens', { body: { clientId } })).json;
}

const press = async ({ page }: CapturePage, name: string) => page.getByRole('button', { name }).click();
const untimed = (report: object) => ({ ...report, timings: {} });

describe('a person who looks into the camera', () => {
  it('gets from the permission to a stored photo by keyboard alone, and hears what happens', async () => {
    const capture = await openPage('straight');
    const { page } = capture;
    await expectAccessible(capture);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await capture.told('guidance');
    await expectAccessible(capture);
    await capture.view('result');
    await expectAccessible(capture);
    // The focus was on the button that is gone; it goes on where the result begins.
    const focused = () => page.evaluate(() => window.capture.shadowRoot!.activeElement?.textContent?.trim());
    expect(await focused()).toBe('This photo is fine.');
    const [captured, ...more] = await capture.events('captured');
    expect(more).toEqual([]);
    expect(captured!.detail).toMatchObject({ trigger: 'auto', photo: { type: 'image/jpeg' } });
    expect(captured!.detail.photo.size).toBeGreaterThanOrEqual(34 * 1024);
    // The light is out while the person makes up their mind.
    expect(await page.evaluate(() => window.capture.shadowRoot!.querySelector('video'))).toBeNull();

    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Send the photo');
    await page.keyboard.press('Enter');
    await capture.view('done');
    expect(await focused()).toBe('The photo was sent. Thank you!');
    await expectAccessible(capture);
    expect(capture.problems).toEqual([]);

    const [uploaded] = await capture.events('uploaded');
    const { id } = uploaded!.detail.livePhoto;
    const bytes = await capture.photo();
    const headers = { Accept: 'image/*' };
    const stored = await server.call('GET', `/v1/livePhotos/${id}/download`, { headers });
    expect(Buffer.from(stored.bytes).equals(bytes)).toBe(true);
    expect((await server.call('GET', `/v1/livePhotos/${id}`)).json).toMatchObject({ clientId });

    // The page, the server and Node say the same of the same bytes.
    const [inspected] = await capture.events('inspected');
    const inspector = await createNodeInspector();
    const report = untimed(await inspector.inspect(bytes));
    await inspector.dispose();
    expect(untimed(inspected!.detail.report)).toEqual(report);
    expect(untimed((await server.call('GET', `/v1/livePhotos/${id}/inspections`)).json)).toEqual(report);

    const spoken = await page.evaluate(() => window.spoken);
    expect(spoken[0]).toMatch(/^Please allow the camera|^Getting ready/);
    expect(spoken).toContain('Photo taken. Checking the photo…');
    expect(spoken).toContain('This photo is fine.');
    expect(spoken.at(-1)).toBe('The photo was sent. Thank you!');
    await capture.close();
  });

  it('is shown and told everything in the language of the page or of the element', async () => {
    const capture = await openPage('straight', { lang: 'de-AT', attributes: 'manual' });
    const { page } = capture;
    await press(capture, 'Kamera starten');
    await capture.told('guidance');
    expect((await capture.events('guidance'))[0]!.detail.message).toBe('Sehr gut. Stillhalten.');
    expect(await page.getByText('Sehr gut. Stillhalten.').first().isVisible()).toBe(true);
    await page.evaluate(() => window.capture.setAttribute('lang', 'es'));
    await page.getByRole('button', { name: 'Hacer la foto ahora' }).click();
    await capture.view('result');
    expect(await page.getByRole('heading', { name: 'Esta foto está bien.' }).isVisible()).toBe(true);
    // With `manual` only the button takes it, however right everything is.
    expect((await capture.events('captured')).map(({ detail }) => detail.trigger)).toEqual(['button']);
    await expectAccessible(capture);
    await capture.close();
  });

  it('can take another photo, and the page can send it by itself', async () => {
    const capture = await openPage('straight', { attributes: 'autostart' });
    await capture.view('result');
    await press(capture, 'Take another photo');
    await capture.told('captured', 2);
    await capture.view('result');
    await capture.page.evaluate(() =>
      window.capture.addEventListener('confirmed', (event) => event.preventDefault()),
    );
    await press(capture, 'Send the photo');
    await capture.told('confirmed');
    expect(await capture.view('result')).toBe('result');
    expect(await capture.events('uploaded')).toEqual([]);
    await capture.close();
  });
});

describe('a photo on its way', () => {
  it('is sent with a new token when the first ran out', async () => {
    const capture = await openPage('straight', {
      attributes: 'autostart',
      tokens: async (times) => (times === 1 ? { token: 'stale', clientId } : issueToken()),
    });
    await capture.view('result');
    await press(capture, 'Send the photo');
    await capture.view('done');
    expect((await capture.events('uploaded'))[0]!.detail.livePhoto.clientId).toBe(clientId);
    await capture.close();
  });

  it('waits for another try when the server is not reached', async () => {
    const capture = await openPage('straight', { attributes: 'autostart' });
    await capture.view('result');
    await capture.page.evaluate((api) => {
      window.capture.api = api;
    }, 'http://127.0.0.1:9/v1');
    await press(capture, 'Send the photo');
    await capture.view('problem');
    expect((await capture.events('error'))[0]!.detail.code).toBe('upload_failed');
    await expectAccessible(capture);
    await press(capture, 'Try again');
    await capture.told('error', 2);
    await capture.view('problem');
    await capture.page.evaluate((api) => {
      window.capture.api = api;
    }, `${server.url}/v1`);
    await press(capture, 'Cancel');
    expect(await capture.view('result')).toBe('result');
    await press(capture, 'Send the photo');
    await capture.view('done');
    expect(await capture.events('captured')).toHaveLength(1);
    await capture.close();
  });

  it('is refused by a server that asks for more, and the person hears why', async () => {
    // 20 degrees are the server's limit, 30 the page's; he looks away by more than 21.
    const capture = await openPage('turned', { attributes: 'autostart manual policy="lenient"' });
    // By the button: turned that far he reaches out of the oval, and no picture is taken by itself.
    await capture.told('frame');
    await press(capture, 'Take the photo now');
    await capture.view('result');
    expect((await capture.events('inspected'))[0]!.detail.report.accepted).toBe(true);
    await press(capture, 'Send the photo');
    await capture.told('error');
    expect((await capture.events('error'))[0]!.detail.code).toBe('upload_refused');
    const heading = capture.page.getByRole('heading', { name: 'This photo cannot be used.' });
    expect(await heading.isVisible()).toBe(true);
    const reasons = await capture.page.getByRole('listitem').allTextContents();
    expect(reasons[0]).toMatch(/^Your head was turned to the left\. Turn it to the right/);
    expect(await capture.page.getByRole('button', { name: 'Send the photo' }).count()).toBe(0);
    await capture.close();
  });
});
