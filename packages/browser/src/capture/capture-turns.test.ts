import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CapturePage, openCapturePage } from '../testing/capture-page.ts';
import { leftTurn, openCapture, untilView, view } from '../testing/open-capture.ts';

let page: CapturePage;
beforeEach(() => {
  page = openCapturePage();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const openSession = {
  state: 'open',
  challenge: 'turn',
  turns: 1,
  attemptsLeft: 3,
  allowFiles: true,
  expiresAt: '2030-01-01T00:00:00Z',
};
const drawn = { id: 'c1', nonce: 'secret', turns: ['left'], attemptsLeft: 2 };

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
    const opened = openCapture(page, turning);
    opened.setting.track = [...track];
    void opened.session.start();
    await untilView(page, opened.session, 'live');
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
    expect(capture.still.at).toBe(capture.frames.at(-1).at);
    expect(capture.signals).toMatchObject({ source: 'camera', camera: 'front' });
    const signature = createHmac('sha256', 'secret')
      .update(String(form.get('capture')))
      .digest('base64url');
    expect(form.get('signature')).toBe(signature);
  });

  it('sends the very pictures that it looked at, however long a look takes', async () => {
    serve({ status: 200, body: { livePhoto: { id: 'p1' } } });
    const opened = openCapture(page, turning);
    const camera = page.video as unknown as { picture: number };
    const track = [...leftTurn];
    const looked: number[] = [];
    const slow = async (bitmap: unknown) => {
      looked.push((bitmap as { picture: number }).picture);
      // The camera goes on meanwhile.
      camera.picture += 3;
      return track.shift() ?? null;
    };
    Object.assign(opened.inspector, { trackFace: slow });
    void opened.session.start();
    await untilView(page, opened.session, 'live');
    for (let i = 0; i < 90 && view(opened.session) === 'live'; i++) await page.frame(300);
    await vi.waitFor(() => expect(view(opened.session)).toBe('done'));
    const form = page.requests.at(-1)!.body as FormData;
    const pictures = await Promise.all(
      [...form.getAll('frame'), form.get('still')].map(
        async (file) => new Uint8Array(await (file as Blob).arrayBuffer())[0]!,
      ),
    );
    for (const picture of pictures) expect(looked).toContain(picture);
    expect(pictures.at(-1)).toBe(looked.at(-1));
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
    await untilView(page, session, 'live');
    await session.stop();
  });

  it('says once of a device that is too slow that it is, and begins anew for the same try', async () => {
    serve({ status: 200 });
    const { session, setting, detailOf } = openCapture(page, turning);
    // A head that looks straight ahead, on a device that needs one and a half seconds to see it.
    setting.track = Array.from({ length: 80 }, () => leftTurn[0]!);
    void session.start();
    await untilView(page, session, 'live');
    const cues = new Set<string>();
    let looks = 0;
    for (; looks < 50 && view(session) === 'live'; looks++) {
      await page.frame(1500);
      if (session.state.view === 'live' && session.state.turn) cues.add(session.state.turn.cue);
    }
    expect(session.state).toMatchObject({ view: 'problem', code: 'device_too_slow' });
    expect([...cues]).toEqual(['straight', 'left', 'slower']);
    expect(looks).toBeLessThan(20);
    expect(detailOf('error')).toMatchObject({ code: 'device_too_slow' });
    expect(detailOf('refused')).toBeUndefined();
    if (session.state.view === 'problem') session.state.retry();
    await untilView(page, session, 'live');
    expect(session.remote.attempts.isRunning).toBe(true);
    await session.stop();
  });

  it('takes a page that was away for no slow device, and begins the turn anew', async () => {
    serve({ status: 200, body: { livePhoto: { id: 'p1' } } });
    const { session, setting, detailOf } = openCapture(page, turning);
    const half = leftTurn.slice(0, 14);
    setting.track = [...half, ...half, ...leftTurn];
    void session.start();
    await untilView(page, session, 'live');
    const cues = new Set<string>();
    // In the background there are no frames at all: all that is seen is that the next one is late.
    for (const left of [half.length + leftTurn.length, leftTurn.length]) {
      while (setting.track.length > left) await page.frame();
      await page.frame(7000);
      if (session.state.view === 'live') cues.add(session.state.turn!.cue);
    }
    expect(detailOf('error')).toBeUndefined();
    for (let i = 0; i < 90 && view(session) === 'live'; i++) await page.frame();
    await vi.waitFor(() => expect(view(session)).toBe('done'));
    expect([...cues]).not.toContain('slower');
    const form = page.requests.at(-1)!.body as FormData;
    const { frames } = JSON.parse(String(form.get('capture')));
    expect(frames.at(-1).at).toBeLessThan(7000);
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
    const { session } = openCapture(page, turning);
    await session.greet();
    expect(session.state).toMatchObject({ view: 'problem', code });
  });

  it('greets an open session and stays where it is, and does nothing without one', async () => {
    serve({ status: 200 });
    const { session } = openCapture(page, turning);
    await session.greet();
    expect(view(session)).toBe('welcome');
    expect(session.remote.info).toEqual(openSession);
    await openCapture(page).session.greet();
    expect(page.requests).toHaveLength(1);
  });

  it('shows the address for a phone, and is done when the phone is', async () => {
    serve({ status: 200 }, { ...openSession, state: 'accepted' });
    const { session } = openCapture(page, turning);
    const waiting = session.handOver('https://page.example/s/1');
    expect(session.state).toMatchObject({ view: 'phone', url: 'https://page.example/s/1' });
    await waiting;
    expect(view(session)).toBe('done');
  });
});
