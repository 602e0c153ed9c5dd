import { checkpoint, LivePhotoError } from '@livephoto/core';
import { expect, it, vi } from 'vitest';
import { createJobAnswerer } from './jobs.ts';

const options = {
  performLivenessCheck: true,
  inspections: undefined,
  failFast: false,
  upright: false,
  prints: false,
  policy: undefined,
  abortable: true,
  progress: false,
};

it('gives the thread up between stages without waiting for a timer', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const jobs = createJobAnswerer({ postMessage() {} });
  expect(await jobs.answer(1, options, async ({ signal }) => checkpoint(signal))).toEqual({
    ok: true,
    value: undefined,
  });
  expect(timers).not.toHaveBeenCalled();
  timers.mockRestore();
});

it('hears of an abort that came while a stage was at work', async () => {
  const jobs = createJobAnswerer({ postMessage() {} });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => jobs.abort(data as number);
  const answer = await jobs.answer(7, options, async ({ signal }) => {
    port2.postMessage(7);
    await checkpoint(signal);
  });
  port1.close();
  expect(answer).toMatchObject({
    ok: false,
    error: new LivePhotoError('inspection_aborted', 'The inspection was cancelled').toJSON(),
  });
});
