import { describe, expect, it, vi } from 'vitest';
import { checkpoint, type ErrorType, errorStatus, LivePhotoError, throwIfAborted } from './errors.ts';

describe('LivePhotoError', () => {
  it.each(Object.entries(errorStatus))('%s stands for HTTP %i', (type, status) => {
    expect(new LivePhotoError(type as ErrorType, 'why').status).toBe(status);
  });

  it('is an Error that keeps its cause', () => {
    const cause = new Error('below');
    const error = new LivePhotoError('image_unreadable', 'why', { param: 'data', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'LivePhotoError',
      message: 'why',
      param: 'data',
      status: 422,
      cause,
    });
  });

  it.each([{}, { param: 'data' }])('comes back whole from JSON, without its cause: %j', (options) => {
    const error = new LivePhotoError('model_missing', 'why', { ...options, cause: new Error('a path') });
    const wire = JSON.stringify(error);
    expect(JSON.parse(wire)).toEqual({ type: 'model_missing', message: 'why', ...options });
    const back = LivePhotoError.fromJSON(JSON.parse(wire));
    expect(back).toBeInstanceOf(LivePhotoError);
    expect(back.status).toBe(503);
    expect(back.toJSON()).toEqual(error.toJSON());
    expect(back.cause).toBeUndefined();
  });
});

describe('throwIfAborted', () => {
  it('lets pass without a signal, and with one that has not fired', () => {
    expect(() => throwIfAborted(undefined)).not.toThrow();
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
  });

  it('throws the typed error with the reason as its cause', () => {
    const reason = new Error('closed the page');
    expect(() => throwIfAborted(AbortSignal.abort(reason))).toThrow(
      expect.objectContaining({ type: 'inspection_aborted', cause: reason }),
    );
  });
});

describe('checkpoint', () => {
  it('lets a message come that was on its way, and a timer that was due', async () => {
    const aborted = { type: 'inspection_aborted' };
    const told = new AbortController();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => told.abort();
    port2.postMessage('stop');
    // Where the first timer is late already, Node serves it before the message: the second one it does not.
    const twice = checkpoint(told.signal).then(() => checkpoint(told.signal));
    await expect(twice).rejects.toMatchObject(aborted);
    port1.close();

    const timed = new AbortController();
    setTimeout(() => timed.abort(), 1);
    const due = performance.now() + 5;
    while (performance.now() < due);
    await expect(checkpoint(timed.signal)).rejects.toMatchObject(aborted);
  });

  it('gives the thread up as it was told to for one signal, and by a timer for others', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const nextTurn = vi.fn(async () => {});
    await checkpoint(Object.assign(new AbortController().signal, { nextTurn }));
    expect([nextTurn.mock.calls.length, timers.mock.calls.length]).toEqual([1, 0]);
    await checkpoint(new AbortController().signal);
    expect([nextTurn.mock.calls.length, timers.mock.calls.length]).toEqual([1, 1]);
    timers.mockRestore();
  });
});
