import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CapturePage, openCapturePage } from '../testing/capture-page.ts';
import { jpeg, openCapture, view } from '../testing/open-capture.ts';
import type { CaptureOptions } from './session-host.ts';

let page: CapturePage;
beforeEach(() => {
  page = openCapturePage();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('sending', () => {
  const stored = { id: 'p1', clientId: 'k1' };
  const send = async (options: Partial<CaptureOptions> = {}) => {
    const opened = openCapture(page, {
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
    const { session, setting } = openCapture(page, { api: 'https://api.example/v1', token: 'token' });
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
