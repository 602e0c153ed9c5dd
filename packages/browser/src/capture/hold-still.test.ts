import { describe, expect, it } from 'vitest';
import { holdStill as limits } from './capture-limits.ts';
import { HoldStill } from './hold-still.ts';

/** Feeds verdicts on frames that are `step` milliseconds apart. @returns when the picture was taken. */
function feed(verdicts: readonly boolean[], step: number, start = 0): number | undefined {
  const hold = new HoldStill();
  hold.restart(start - limits.grace);
  for (const [index, isRight] of verdicts.entries()) {
    const now = start + index * step;
    if (hold.feed(isRight, now).take) return now;
  }
  return undefined;
}

const right = (count: number) => Array<boolean>(count).fill(true);

describe('HoldStill', () => {
  it('takes the picture after half a second in which everything was right', () => {
    expect(feed(right(20), 50)).toBe(limits.duration);
  });

  it('starts again with every frame in which something was not', () => {
    expect(feed([...right(9), false, ...right(20)], 50)).toBe(500 + limits.duration);
    expect(
      feed(
        Array.from({ length: 100 }, (_, index) => index % 9 !== 8),
        50,
      ),
    ).toBeUndefined();
  });

  it('needs a few frames, however long they take', () => {
    expect(feed(right(5), 600)).toBe(1200);
  });

  it('starts again after a pause', () => {
    const hold = new HoldStill();
    expect(hold.feed(true, 10_000).take).toBe(false);
    expect(hold.feed(true, 10_100).take).toBe(false);
    expect(hold.feed(true, 10_200 + limits.maxGap).take).toBe(false);
    expect(hold.feed(true, 10_300 + limits.maxGap).take).toBe(false);
    expect(hold.feed(true, 10_900 + limits.maxGap).take).toBe(true);
  });

  it('leaves people a moment to see themselves', () => {
    const hold = new HoldStill();
    hold.restart(0);
    for (let now = 0; now < limits.grace; now += 50) {
      expect(hold.feed(true, now)).toEqual({ take: false, holding: false });
    }
    expect(hold.feed(true, limits.grace)).toEqual({ take: false, holding: true });
  });
});
