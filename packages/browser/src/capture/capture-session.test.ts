import { LivePhotoError } from '@livephoto/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CapturePage, openCapturePage } from '../testing/capture-page.ts';
import { jpeg, openCapture, reportOf, untilView, view } from '../testing/open-capture.ts';

let page: CapturePage;
beforeEach(() => {
  page = openCapturePage();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a capture session', () => {
  it('opens the camera, guides, takes the picture by itself and shows what was found', async () => {
    const { session, names, detailOf } = openCapture(page);
    void session.start();
    await untilView(page, session, 'live');
    expect(session.state).toMatchObject({ size: { width: 1280, height: 720 }, mirrored: true });
    expect(session.state).toMatchObject({ cameras: [{ label: 'Front' }, { label: '2' }], camera: 'front' });
    await untilView(page, session, 'result');
    expect(names()).toEqual(['ready', 'captured', 'inspected']);
    expect(detailOf('captured')).toMatchObject({ trigger: 'auto' });
    expect(page.cameras).toMatchObject([{ running: false }]);
    session.confirm();
    expect(view(session)).toBe('done');
    expect(names().at(-1)).toBe('confirmed');
  });

  it('takes no picture by itself where something should change, or nobody wants it to', async () => {
    const { session, setting } = openCapture(page, { auto: false });
    void session.start();
    await untilView(page, session, 'live');
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
    const { session, names } = openCapture(page);
    page.refuseCamera = name;
    await session.start();
    expect(session.state).toMatchObject({ view: 'problem', code });
    expect(names()).toEqual(['error']);
    page.refuseCamera = undefined;
    if (session.state.view === 'problem') session.state.retry();
    await untilView(page, session, 'live');
    await session.stop();
    expect(view(session)).toBe('welcome');
    expect(page.cameras[0]!.running).toBe(false);
  });

  it('tells the page of a frame that was given no camera what its frame needs', async () => {
    const { session, detailOf } = openCapture(page);
    page.refuseCamera = 'NotAllowedError';
    Object.assign(document, { featurePolicy: { allowsFeature: (feature: string) => feature !== 'camera' } });
    await session.start();
    expect(session.state).toMatchObject({ view: 'problem', code: 'camera_denied' });
    expect(detailOf('error')).toMatchObject({ message: expect.stringContaining('allow="camera"') });
  });

  it('notices a camera that is unplugged, another that is chosen, and a page in the background', async () => {
    const { session, setting } = openCapture(page);
    setting.report = () => reportOf(['multiple_faces_detected']);
    void session.start();
    await untilView(page, session, 'live');
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

  it('says of a camera that stands still for long that something else has it, unless the page is away', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    const { session, setting } = openCapture(page);
    setting.report = () => reportOf(['multiple_faces_detected']);
    void session.start();
    await untilView(page, session, 'live');
    // Black frames, as some browsers give them of a camera that is taken.
    const pass = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) await page.frame(1000);
    };
    page.cameras[0]!.mute(true);
    await pass(7);
    page.cameras[0]!.mute(false);
    await pass(7);
    expect(view(session)).toBe('live');
    page.cameras[0]!.mute(true);
    page.hidden = true;
    await pass(61);
    page.hidden = false;
    // A camera that rested may need a moment longer than the page does.
    await pass(6);
    expect(view(session)).toBe('live');
    await pass(4);
    expect(session.state).toMatchObject({ view: 'problem', code: 'camera_busy' });
    expect(page.cameras[0]!.running).toBe(false);
  });

  it('says when the inspector fails for several frames in a row', async () => {
    const { session, setting } = openCapture(page);
    setting.report = () => {
      throw new LivePhotoError('inference_failed', 'The worker died');
    };
    void session.start();
    await untilView(page, session, 'problem');
    expect(session.state).toMatchObject({ code: 'inspector_failed' });
  });

  it('inspects a chosen file as it is, discards it, and comes back where it was chosen', async () => {
    const { session, detailOf, names } = openCapture(page);
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
    const { session } = openCapture(page);
    await session.chooseFile(file);
    expect(session.state).toMatchObject({ view: 'problem', code });
    if (session.state.view === 'problem') session.state.retry();
    expect(view(session)).toBe('welcome');
  });

  it('makes a file that is too large, or of another kind, a JPEG that fits', async () => {
    const { session, detailOf } = openCapture(page);
    page.jpegSize = (quality) => (quality > 0.9 ? 30_000_000 : 70_000);
    await session.chooseFile(new Blob([new Uint8Array(9)], { type: 'image/gif' }));
    expect(detailOf('captured')).toMatchObject({ photo: { size: 70_000, type: 'image/jpeg' } });
    page.jpegSize = () => 30_000_000;
    await session.chooseFile(new Blob([new Uint8Array(9)], { type: 'image/gif' }));
    expect(session.state).toMatchObject({ view: 'problem', code: 'photo_too_large' });
  });

  it('says of a photo that cannot be read that another one is needed', async () => {
    const { session, setting } = openCapture(page);
    setting.report = () => {
      throw new LivePhotoError('image_unreadable', 'Broken', { param: 'data' });
    };
    await session.chooseFile(jpeg());
    expect(session.state).toMatchObject({ view: 'problem', code: 'photo_unreadable' });
  });
});
