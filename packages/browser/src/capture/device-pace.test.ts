import { describe, expect, it } from 'vitest';
import { tooSlow } from './capture-limits.ts';
import { DevicePace } from './device-pace.ts';

const going = { cue: 'left', restarted: false } as const;
const slower = { cue: 'slower', restarted: true } as const;

/** Looks `took` milliseconds apart, every third of which has to begin anew. @returns when it was too slow. */
function toldAt(
  took: number,
  fault: typeof slower | { cue: 'lost'; restarted: true } = slower,
  end = 80_000,
) {
  const pace = new DevicePace();
  for (let i = 1; i * took <= end; i++) {
    if (pace.feed(i * took, i % 3 === 0 ? fault : going)) return i * took;
  }
  return undefined;
}

describe('the pace of a device', () => {
  it.each([600, 1100, 1500, 2500, 4000])(
    'is too slow with looks %i ms apart, and that is told in time',
    (took) => {
      const told = toldAt(took);
      expect(told).toBeGreaterThanOrEqual(tooSlow.time);
      expect(told).toBeLessThanOrEqual(25_000);
    },
  );

  it('is not what is wrong where looks come often and the head turns too fast', () => {
    expect(toldAt(33)).toBeUndefined();
    expect(toldAt(tooSlow.look)).toBeUndefined();
  });

  it('is not what is wrong where the face is lost', () => {
    expect(toldAt(2000, { cue: 'lost', restarted: true })).toBeUndefined();
  });

  it('forgives what took long once or twice, and a page that was away', () => {
    const hung = new DevicePace();
    let at = 0;
    for (const took of [
      30,
      9000,
      30,
      30,
      800,
      30,
      ...Array<number>(20).fill(600),
      ...Array<number>(200).fill(100),
    ]) {
      at += took;
      expect(hung.feed(at, took > 700 ? slower : going)).toBe(false);
    }
    const away = new DevicePace();
    for (let i = 0; i < 20; i++) {
      away.pause();
      expect(away.feed(i * 3000, slower)).toBe(false);
    }
  });
});
