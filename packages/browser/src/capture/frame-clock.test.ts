import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { stalled } from './capture-limits.ts';
import { FrameClock } from './frame-clock.ts';

const patience = stalled.looks * stalled.interval;
const page = { hidden: false };
/** Whether the browser draws the page: not where its frame was scrolled out of sight. */
let isDrawn: boolean;
let waiting: (() => void)[];
let ended: AbortController;
let clock: FrameClock;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => isDrawn && setTimeout(draw, 16));
  page.hidden = false;
  isDrawn = true;
  waiting = [];
  ended = new AbortController();
  const video = { requestVideoFrameCallback: (callback: () => void) => waiting.push(callback) };
  clock = new FrameClock(video as unknown as HTMLVideoElement, ended.signal);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const frame = () => {
  for (const callback of waiting.splice(0)) callback();
};
/** What became of the next frame, looked at whenever it is asked for. */
function next() {
  const seen: { became: unknown } = { became: 'waits' };
  clock.next().then(
    (value) => Object.assign(seen, { became: value }),
    (error) => Object.assign(seen, { became: error.code }),
  );
  return seen;
}

it('waits for a frame, and says that there is none any more where the camera stalls', async () => {
  expect(await clock.next()).toBe(true);
  const slow = next();
  await vi.advanceTimersByTimeAsync(patience - 1);
  expect(slow.became).toBe('waits');
  frame();
  await vi.advanceTimersByTimeAsync(0);
  expect(slow.became).toBe(true);
  const none = next();
  await vi.advanceTimersByTimeAsync(patience);
  expect(none.became).toBe('camera_busy');
  await vi.advanceTimersByTimeAsync(16);
  expect(vi.getTimerCount()).toBe(0);
});

it('waits as long as the page is in the background, and until it was given a chance afterwards', async () => {
  await clock.next();
  const away = next();
  page.hidden = true;
  await vi.advanceTimersByTimeAsync(20 * patience);
  page.hidden = false;
  await vi.advanceTimersByTimeAsync(patience - stalled.interval);
  expect(away.became).toBe('waits');
  ended.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect(away.became).toBe(false);
});

it('waits as long as the page is out of sight, in a frame that was scrolled away', async () => {
  await clock.next();
  const away = next();
  isDrawn = false;
  await vi.advanceTimersByTimeAsync(20 * patience);
  expect(away.became).toBe('waits');
  isDrawn = true;
  await vi.advanceTimersByTimeAsync(patience + 2 * stalled.interval);
  expect(away.became).toBe('camera_busy');
});
