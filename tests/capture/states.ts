/** Every state of the capture element, and how a page gets there. */
import type { CapturePage } from './capture-page.ts';
import type { FootageName } from './footage.ts';

export type Device = 'phone' | 'desktop';

export interface State {
  readonly name: string;
  /** Another state with other words: worth a picture, and the same to a tool that looks at pages. */
  readonly isAlike?: boolean;
  /** What the camera shows on each device; null for one without a camera. */
  readonly footage: Readonly<Record<Device, FootageName | null>>;
  readonly attributes?: string;
  readonly allowed?: boolean;
  readonly before?: () => void;
  /** Brings the page there. */
  reach(capture: CapturePage): Promise<void>;
}

const straight = { phone: 'portrait', desktop: 'straight' } as const;

const press = async ({ page }: CapturePage, name: string) => page.getByRole('button', { name }).click();

/** Waits until the photo is drawn and nothing moves any more. */
const settle = ({ page }: CapturePage) => page.waitForTimeout(700);

async function advised(capture: CapturePage, code: string): Promise<void> {
  await capture.page
    .waitForFunction(
      (wanted) => window.seenEvents.findLast(({ name }) => name === 'guidance')?.detail.code === wanted,
      code,
      { timeout: 60_000 },
    )
    .catch(async () => {
      const said = (await capture.events('guidance')).map(({ detail }) => detail.code);
      throw new Error(`'${code}' was not what was advised in the end, of: ${said.join(', ') || 'nothing'}`);
    });
  await settle(capture);
}

async function result(capture: CapturePage): Promise<void> {
  await capture.told('frame');
  await press(capture, 'Take the photo now');
  await capture.view('result');
  await settle(capture);
}

/** Answers of an API that is not there. */
async function answerUploads({ page }: CapturePage, status: number, after: number): Promise<void> {
  await page.route('**/v1/livePhotos*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, after));
    await route.fulfill({
      status,
      contentType: 'application/json',
      body: JSON.stringify({ id: 'a'.repeat(24) }),
    });
  });
}

export const states: readonly State[] = [
  { name: 'welcome', footage: straight, attributes: 'files="always"', reach: async () => {} },
  {
    name: 'asking',
    footage: straight,
    before: () => {
      navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
    },
    reach: async (capture) => {
      await press(capture, 'Start the camera');
      await capture.view('asking');
    },
  },
  {
    name: 'loading',
    footage: straight,
    reach: async (capture) => {
      // The largest file never comes.
      await capture.page.route('**/face-landmarker.onnx', () => {});
      await press(capture, 'Start the camera');
      await capture.view('live');
      await capture.told('progress', 5);
      await settle(capture);
    },
  },
  {
    name: 'hold-still',
    footage: straight,
    attributes: 'autostart manual',
    reach: async (capture) => {
      await advised(capture, 'hold_still');
      // The ring has come around.
      await capture.page.waitForFunction(() => window.capture.shadowRoot!.querySelector('.holding'));
      await settle(capture);
    },
  },
  {
    name: 'mask',
    footage: { phone: 'masked-portrait', desktop: 'masked' },
    attributes: 'autostart',
    reach: (capture) => advised(capture, 'mask_suspected'),
  },
  {
    name: 'turned',
    isAlike: true,
    footage: { phone: 'turned-portrait', desktop: 'turned' },
    attributes: 'autostart',
    reach: (capture) => advised(capture, 'head_turned_left'),
  },
  {
    name: 'someone-else',
    isAlike: true,
    footage: { phone: 'two', desktop: 'two' },
    attributes: 'autostart',
    reach: (capture) => advised(capture, 'multiple_faces_detected'),
  },
  {
    name: 'come-closer',
    isAlike: true,
    footage: { phone: 'far', desktop: 'far' },
    attributes: 'autostart',
    reach: (capture) => advised(capture, 'face_too_small'),
  },
  {
    name: 'inspecting',
    footage: straight,
    attributes: 'autostart manual',
    reach: async (capture) => {
      await capture.told('frame');
      // The inspection of the picture that was taken never ends.
      await capture.page.evaluate(() => {
        window.capture.inspector = {
          backend: 'wasm',
          inspect: (_photo, options) => {
            options?.onProgress?.({ stage: 'landmarks', index: 3, count: 6 });
            return new Promise(() => {});
          },
          inspectDetailed: () => new Promise(() => {}),
          trackFace: () => new Promise(() => {}),
          dispose: async () => {},
        };
      });
      await press(capture, 'Take the photo now');
      await capture.view('inspecting');
      await settle(capture);
    },
  },
  { name: 'accepted', footage: straight, attributes: 'autostart manual api="/v1"', reach: result },
  {
    name: 'refused',
    footage: { phone: 'masked-portrait', desktop: 'masked' },
    attributes: 'autostart manual api="/v1"',
    reach: result,
  },
  {
    name: 'sending',
    footage: straight,
    attributes: 'autostart manual api="/v1" token="t"',
    reach: async (capture) => {
      await answerUploads(capture, 200, 60_000);
      await result(capture);
      await press(capture, 'Send the photo');
      await capture.view('sending');
      await settle(capture);
    },
  },
  {
    name: 'done',
    footage: straight,
    attributes: 'autostart manual api="/v1" token="t"',
    reach: async (capture) => {
      await answerUploads(capture, 200, 0);
      await result(capture);
      await press(capture, 'Send the photo');
      await capture.view('done');
    },
  },
  {
    name: 'send-failed',
    isAlike: true,
    footage: straight,
    attributes: 'autostart manual api="/v1" token="t"',
    reach: async (capture) => {
      await answerUploads(capture, 503, 0);
      await result(capture);
      await press(capture, 'Send the photo');
      await capture.view('problem');
    },
  },
  {
    name: 'camera-denied',
    footage: straight,
    allowed: false,
    attributes: 'autostart',
    reach: async (capture) => {
      await capture.view('problem');
    },
  },
];
