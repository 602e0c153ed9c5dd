import { describe, expect, it } from 'vitest';
import { LivePhotoError } from './errors.ts';
import { createIds, createLivePhoto, isId, livePhotoSize } from './live-photo.ts';

const clock = () => Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const clientId = '65f0c0ffee00000000000001';

describe('createLivePhoto', () => {
  it('fills in the defaults', () => {
    const photo = createLivePhoto(
      { clientId, contentType: 'image/jpeg', size: 40_000 },
      clock,
      createIds(clock),
    );
    expect(photo).toMatchObject({
      clientId,
      performLivenessCheck: true,
      contentType: 'image/jpeg',
      size: 40_000,
      createdAt: '2026-01-02T03:04:05.678Z',
      updatedAt: '2026-01-02T03:04:05.678Z',
    });
    expect(isId(photo.id)).toBe(true);
  });

  it.each([
    ['clientId', { clientId: 'nobody', contentType: 'image/jpeg', size: 40_000 }],
    ['data', { clientId, contentType: 'image/jpeg', size: livePhotoSize.min - 1 }],
    ['data', { clientId, contentType: 'image/jpeg', size: livePhotoSize.max + 1 }],
    ['data', { clientId, contentType: 'image/jpeg', size: Number.NaN }],
  ] as const)('names %s when it is wrong', (param, input) => {
    const error = (() => {
      try {
        return createLivePhoto(input, clock, createIds(clock));
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(LivePhotoError);
    expect(error).toMatchObject({ type: 'invalid_request', status: 400, param });
  });
});

describe('createIds', () => {
  it('orders ids within one millisecond, across milliseconds and when the clock steps back', () => {
    const times = [5, 5, 5, 6, 7, 3, 3, 8];
    let call = 0;
    const ids = createIds(() => times[call++]!);
    const made = times.map(() => ids());
    expect(made.every(isId)).toBe(true);
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('does not repeat itself between two makers', () => {
    expect(createIds(() => 1)()).not.toBe(createIds(() => 1)());
  });
});
