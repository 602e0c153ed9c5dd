import { createHmac } from 'node:crypto';
import { LivePhotoError, type TrackedFace } from '@livephoto/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BrowserInspector } from '../create-inspector.ts';
import type { PhotoReport } from '../protocol.ts';
import { type CapturePage, openCapturePage } from '../testing/capture-page.ts';
import { CaptureSession } from './capture-session.ts';
import { ovalIn } from './guidance.ts';
import type { CaptureOptions } from './session-host.ts';

const frame = { width: 640, height: 360 };

/** A report of a face that fills the oval, with findings of the faces inspection where wanted. */
function reportOf(findings: readonly string[] = []): PhotoReport {
  const { x, y, radiusY } = ovalIn(frame);
  const height = 1.6 * radiusY;
  const box = { x: x - 0.35 * height, y: y - 0.5 * height, width: 0.7 * height, height };
  const result = (codes: readonly string[] = [], evidence = {}) => ({
    outcome: codes.length > 0 ? 'failed' : 'passed',
    findings: codes.map((code) => ({ code, message: code, score: 0 })),
    evidence,
  });
  return {
    accepted: findings.length === 0,
    image: { ...frame, contentType: null },
    faces: [{ box, score: 100 }],
    inspections: {
      faces: result(findings, { count: 1 }),
      obstructions: result(),
      orientation: result([], { interEyeDistance: 90 }),
      liveness: result(),
    },
  } as unknown as PhotoReport;
}

const face = (yaw: number): TrackedFace => ({
  yaw,
  pitch: 0,
  roll: 0,
  box: { x: 0, y: 0, width: 1, height: 1 },
});
/** Straight, out to the left, back, straight. */
const leftTurn = [
  ...Array<number>(6).fill(0),
  ...Array.from({ length: 11 }, (_, i) => 2.2 * i),
  ...Array.from({ length: 11 }, (_, i) => 22 - 2.2 * i),
  ...Array<number>(10).fill(0),
].map(face);

const jpeg = (size = 60_000) => new Blob([new Uint8Array(size)], { type: 'image/jpeg' });
const openSession = {
  state: 'open',
  challenge: 'turn',
  turns: 1,
  attemptsLeft: 3,
  allowFiles: true,
  expiresAt: '2030-01-01T00:00:00Z',
};
const drawn = { id: 'c1', nonce: 'secret', turns: ['left'], attemptsLeft: 2 };

let page: CapturePage;
beforeEach(() => {
  page = openCapturePage();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

interface Setting {
  /** What the inspector says of the next photo or frame. */
  report: () => PhotoReport | Promise<PhotoReport>;
  track: TrackedFace[];
  /** The page does the rest by itself once the person confirmed. */
  prevented: boolean;
}

function openCapture(options: Partial<CaptureOptions> = {}) {
  const setting: Setting = { report: () => reportOf(), track: [], prevented: false };
  const events: { name: string; detail: unknown }[] = [];
  const inspector = {
    backend: 'wasm',
    inspect: async (_: unknown, { onProgress }: { onProgress?: (step: object) => void } = {}) => {
      onProgress?.({ stage: 'faces', index: 1, count: 4 });
      return setting.report();
    },
    trackFace: async () => setting.track.shift() ?? null,
    dispose: async () => {},
  } as unknown as BrowserInspector;
  const given: CaptureOptions = {
    assets: undefined,
    backend: undefined,
    policy: 'default',
    performLivenessCheck: true,
    auto: true,
    api: undefined,
    session: undefined,
    clientId: undefined,
    token: undefined,
    tokenProvider: undefined,
    inspector,
    ...options,
  };
  const session = new CaptureSession({
    video: page.video,
    options: () => given,
    shownRatio: () => undefined,
    emit: (name, detail) => {
      events.push({ name, detail });
      return !(name === 'confirmed' && setting.prevented);
    },
    changed: () => {},
    turned: () => {},
    advise: () => {},
  });
  const names = () => events.map(({ name }) => name).filter((name) => name !== 'frame');
  const detailOf = (name: string) => events.findLast((event) => event.name === name)?.detail;
  return { session, setting, events, names, detailOf };
}

const view = ({ state }: CaptureSession) => state.view;
async function untilView(session: CaptureSession, wanted: string, frames = 60) {
  for (let i = 0; i < frames && view(session) !== wanted; i++) await page.frame();
  expect(view(session)).toBe(wanted);
}

describe('a capture session', () => {
  it('opens the camera, guides, takes the picture by itself and shows what was found', async () => {
    const { session, names, detailOf } = openCapture();
    void session.start();
    await untilView(session, 'live');
    expect(session.state).toMatchObject({ size: { width: 1280, height: 720 }, mirrored: true });
    expect(session.state).toMatchObject({ cameras: [{ label: 'Front' }, { label: '2' }], camera: 'front' });
    await untilView(session, 'result');
    expect(names()).toEqual(['ready', 'captured', 'inspected']);
    expect(detailOf('captured')).toMatchObject({ trigger: 'auto' });
    expect(page.cameras).toMatchObject([{ running: false }]);
    session.confirm();
    expect(view(session)).toBe('done');
    expect(names().at(-1)).toBe('confirmed');
  });

  it('takes no picture by itself where something should change, or nobody wants it to', async () => {
    const { session, setting } = openCapture({ auto: false });
    void session.start();
    await untilView(session, 'live');
    for (let i = 0; i < 40; i++) await page.frame();
    expect(view(session)).toBe('live');
    setting.report = () => reportOf(['multiple_faces_detected']);
    for (let i = 0; i < 10; i++) await page.frame();
    expect(session.state).toMatchObject({ advice: 'multiple_faces_detected', holding: false });
    setting.report = () => reportOf();
    await session.take();
    expect(view(session)).toBe('result');
  });

  it.each([
    ['NotAllowedError', 'camera_denied'],
    ['NotFoundError', 'camera_missing'],
    ['NotReadableError', 'camera_busy'],
    ['SomethingNew', 'camera_busy'],
  ])('says of %s that the camera is %s, and tries again', async (name, code) => {
    const { session, names } = openCapture();
    page.refuseCamera = name;
    await session.start();
    expect(session.state).toMatchObject({ view: 'problem', code });
    expect(names()).toEqual(['error']);
    page.refuseCamera = undefined;
    if (session.state.view === 'problem') session.state.retry();
    await untilView(session, 'live');
    await session.stop();
    expect(view(session)).toBe('welcome');
    expect(page.cameras[0]!.running).toBe(false);
  });

  it('notices a camera that is unplugged, another that is chosen, and a page in the background', async () => {
    const { session, setting } = openCapture();
    setting.report = () => reportOf(['multiple_faces_detected']);
    void session.start();
    await untilView(session, 'live');
    session.chooseCamera('back');
    await page.settle();
    expect(page.cameras).toMatchObject([
      { label: 'front', running: false },
      { label: 'back', running: true },
    ]);
    session.pause(true);
    expect(session.state).toMatchObject({ paused: true });
    session.pause(false);
    session.resize({ width: 720, height: 1280 });
    session.resize({ width: 0, height: 0 });
    expect(session.state).toMatchObject({ paused: false, size: { width: 720, height: 1280 } });
    page.cameras[1]!.unplug();
    await page.settle();
    expect(session.state).toMatchObject({ view: 'problem', code: 'camera_lost' });
    session.cancel();
    expect(view(session)).toBe('welcome');
  });

  it('says when the inspector fails for several frames in a row', async () => {
    const { session, setting } = openCapture();
    setting.report = () => {
      throw new LivePhotoError('inference_failed', 'The worker died');
    };
    void session.start();
    await untilView(session, 'problem');
    expect(session.state).toMatchObject({ code: 'inspector_failed' });
  });

  it('inspects a chosen file as it is, discards it, and comes back where it was chosen', async () => {
    const { session, detailOf, names } = openCapture();
    const file = jpeg();
    await session.chooseFile(file);
    expect(session.state).toMatchObject({ view: 'result', photo: file, fromFile: true });
    expect(detailOf('captured')).toEqual({ photo: file, trigger: 'file' });
    session.retake();
    expect(view(session)).toBe('welcome');
    expect(names().at(-1)).toBe('retake');
  });

  it.each([
    ['a JPEG that is too small', jpeg(100), 'photo_too_small'],
    ['what is no picture', new Blob(['text'], { type: 'text/plain' }), 'photo_unreadable'],
  ])('refuses %s', async (_, file, code) => {
    const { session } = openCapture();
    await session.chooseFile(file);
    expect(session.state).toMatchObject({ view: 'problem', code });
    if (session.state.view === 'problem') session.state.retry();
    expect(view(session)).toBe('welcome');
  });

  it('makes a file that is too large, or of another kind, a JPEG that fits', async () => {
    const { session, detailOf } = openCapture();
    page.jpegSize = (quality) => (quality > 0.9 ? 30_000_000 : 70_000);
    await session.chooseFile(new Blob([new Uint8Array(9)], { type: 'image/gif' }));
    expect(detailOf('captured')).toMatchObject({ photo: { size: 70_000, type: 'image/jpeg' } });
    page.jpegSize = () => 30_000_000;
    await session.chooseFile(new Blob([new Uint8Array(9)], { type: 'image/gif' }));
    expect(session.state).toMatchObject({ view: 'problem', code: 'photo_too_large' });
  });

  it('says of a photo that cannot be read that another one is needed', async () => {
    const { session, setting } = openCapture();
    setting.report = () => {
      throw new LivePhotoError('image_unreadable', 'Broken', { param: 'data' });
    };
    await session.chooseFile(jpeg());
    expect(session.state).toMatchObject({ view: 'problem', code: 'photo_unreadable' });
  });
});

describe('sending', () => {
  const stored = { id: 'p1', clientId: 'k1' };
  const send = async (options: Partial<CaptureOptions> = {}) => {
    const opened = openCapture({
      api: 'https://api.example/v1/',
      token: 'token',
      clientId: 'k1',
      ...options,
    });
    await opened.session.chooseFile(jpeg());
    opened.session.confirm();
    return opened;
  };

  it('sends the photo with the token, tells how far it is, and what was stored', async () => {
    page.answer = () => ({ status: 200, body: stored });
    const { session, detailOf } = await send({ performLivenessCheck: false });
    expect(view(session)).toBe('sending');
    await page.settle();
    expect(session.state).toMatchObject({ view: 'done', livePhoto: stored });
    expect(detailOf('uploaded')).toMatchObject({ livePhoto: stored });
    expect(page.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v1/livePhotos?clientId=k1&performLivenessCheck=false',
        headers: { Authorization: 'token', 'Content-Type': 'image/jpeg' },
      },
    ]);
  });

  it('leaves an accepted photo to a page that wants to send it itself', async () => {
    const { session, setting } = openCapture({ api: 'https://api.example/v1', token: 'token' });
    setting.prevented = true;
    await session.chooseFile(jpeg());
    session.confirm();
    await page.settle();
    expect(view(session)).toBe('result');
    expect(page.requests).toEqual([]);
  });

  it('shows what the server refused', async () => {
    const findings = [{ code: 'mask_suspected', message: 'A mask' }];
    page.answer = () => ({ status: 422, body: { message: 'Refused', findings } });
    const { session, detailOf } = await send();
    await page.settle();
    expect(session.state).toMatchObject({ view: 'result', refusal: findings });
    expect(detailOf('error')).toMatchObject({ code: 'upload_refused' });
  });

  it('replaces a token that ran out once, under the same idempotency key', async () => {
    const tokens = ['old', 'new'];
    page.answer = ({ headers }) =>
      headers.Authorization === 'new' ? { status: 200, body: stored } : { status: 401 };
    const { session } = await send({ token: undefined, tokenProvider: () => ({ token: tokens.shift()! }) });
    await page.settle();
    expect(view(session)).toBe('done');
    const keys = page.requests.map(({ headers }) => headers['Idempotency-Key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it.each([
    [undefined, 'upload_failed'],
    [{ status: 503 }, 'server_busy'],
    [{ status: 403 }, 'token_refused'],
    [{ status: 409, body: { type: 'session_locked', message: 'Locked' } }, 'session_locked'],
    [{ status: 200, body: { odd: true } }, 'upload_failed'],
  ])('says of the answer %j: %s, and goes back to the photo or sends it again', async (answer, code) => {
    page.answer = () => answer;
    const { session } = await send();
    await page.settle();
    expect(session.state).toMatchObject({ view: 'problem', code, back: { view: 'result' } });
    page.answer = () => ({ status: 200, body: stored });
    if (session.state.view === 'problem') session.state.retry();
    await page.settle();
    expect(view(session)).toBe('done');
  });

  it('needs a token, and stops when the person goes back', async () => {
    const without = await send({ token: undefined });
    await page.settle();
    expect(without.session.state).toMatchObject({ view: 'problem', code: 'token_refused' });
    const { session } = await send();
    session.cancel();
    await page.settle();
    expect(view(session)).toBe('result');
  });
});

describe('a session with turns', () => {
  const turning = { api: 'https://api.example/v1', session: 'capture-token' };
  /** The API of a session: what it answers to a capture is the test's. */
  const serve = (answer: { status: number; body?: object }, info: object = openSession) => {
    page.answer = ({ path }) => {
      if (path.endsWith('/challenges')) return { status: 200, body: drawn };
      return path.endsWith('/captures') ? answer : { status: 200, body: info };
    };
  };

  async function film(answer: { status: number; body?: object }, track = leftTurn) {
    serve(answer);
    const opened = openCapture(turning);
    opened.setting.track = [...track];
    void opened.session.start();
    await untilView(opened.session, 'live');
    for (let i = 0; i < 90 && view(opened.session) === 'live'; i++) await page.frame();
    await page.settle();
    return opened;
  }

  it('films the turn that was asked for and sends it with a signature', async () => {
    const { session, detailOf } = await film({ status: 200, body: { livePhoto: { id: 'p1' } } });
    await vi.waitFor(() => expect(view(session)).toBe('done'));
    expect(detailOf('accepted')).toMatchObject({ livePhoto: { id: 'p1' } });
    const form = page.requests.at(-1)!.body as FormData;
    const capture = JSON.parse(String(form.get('capture')));
    expect(capture.challenge).toBe('c1');
    expect(form.getAll('frame')).toHaveLength(capture.frames.length);
    expect(capture.frames[0].at).toBe(0);
    expect(capture.still.at).toBeGreaterThanOrEqual(capture.frames.at(-1).at);
    expect(capture.signals).toMatchObject({ source: 'camera', camera: 'front' });
    const signature = createHmac('sha256', 'secret')
      .update(String(form.get('capture')))
      .digest('base64url');
    expect(form.get('signature')).toBe(signature);
  });

  it('shows what was refused, and how many tries are left', async () => {
    const findings = [{ code: 'flat_face_suspected', message: 'Flat' }];
    const body = { message: 'Refused', findings, state: 'open', attemptsLeft: 2 };
    const { session, detailOf } = await film({ status: 422, body });
    await vi.waitFor(() => expect(view(session)).toBe('refused'));
    expect(session.state).toMatchObject({ findings, attemptsLeft: 2 });
    expect(detailOf('refused')).toMatchObject({ state: 'open', attemptsLeft: 2 });
  });

  it('begins anew where the challenge was over', async () => {
    const { session } = await film({ status: 409, body: { message: 'Over' } });
    await vi.waitFor(() => expect(session.state).toMatchObject({ view: 'problem', code: 'challenge_over' }));
    if (session.state.view === 'problem') session.state.retry();
    await untilView(session, 'live');
    await session.stop();
  });

  it('sends nothing of a turn that was not seen in time', async () => {
    const { session } = await film({ status: 200 }, []);
    page.hidden = true;
    await page.frame(90_000);
    expect(session.state).toMatchObject({ view: 'refused', photo: undefined, attemptsLeft: 2 });
    expect(page.requests.filter(({ path }) => path.endsWith('/captures'))).toEqual([]);
  });

  it.each([
    ['accepted', 'session_used'],
    ['locked', 'session_locked'],
    ['expired', 'session_expired'],
  ])('says early of a session that is %s: %s', async (state, code) => {
    serve({ status: 200 }, { ...openSession, state });
    const { session } = openCapture(turning);
    await session.greet();
    expect(session.state).toMatchObject({ view: 'problem', code });
  });

  it('greets an open session and stays where it is, and does nothing without one', async () => {
    serve({ status: 200 });
    const { session } = openCapture(turning);
    await session.greet();
    expect(view(session)).toBe('welcome');
    expect(session.remote.info).toEqual(openSession);
    await openCapture().session.greet();
    expect(page.requests).toHaveLength(1);
  });

  it('shows the address for a phone, and is done when the phone is', async () => {
    serve({ status: 200 }, { ...openSession, state: 'accepted' });
    const { session } = openCapture(turning);
    const waiting = session.handOver('https://page.example/s/1');
    expect(session.state).toMatchObject({ view: 'phone', url: 'https://page.example/s/1' });
    await waiting;
    expect(view(session)).toBe('done');
  });
});
