import { describe, expect, it } from 'vitest';
import { framePrint, isReplayed, mirroredPrint } from './frame-print.ts';

const side = 64;
/** Bright and dark waves, others for every number. */
const patch = (number: number, change = (value: number, _i: number) => value) => ({
  points: new Float64Array(0),
  brightness: Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    return change(120 + 50 * Math.sin(x / 9 + number) + 40 * Math.cos(y / (5 + number)), i);
  }),
});
const track = (from: number, change?: (value: number, i: number) => number) =>
  Array.from({ length: 8 }, (_, i) => framePrint(patch(from + i, change)));

describe('isReplayed', () => {
  const earlier = track(0);

  it.each([
    ['as they were', undefined],
    ['brighter and flatter', (value: number) => 0.7 * value + 60],
    ['behind noise', (value: number, i: number) => value + 12 * Math.sin(i * i)],
  ])('knows frames again: %s', (_, change) => {
    expect(isReplayed(track(0, change), earlier)).toBe(true);
  });

  it('knows them mirrored, in another order, and half of them among others', () => {
    expect(isReplayed(earlier.map(mirroredPrint), earlier)).toBe(true);
    expect(isReplayed([...earlier].reverse(), earlier)).toBe(true);
    expect(isReplayed([...earlier.slice(0, 4), ...track(40).slice(0, 4)], earlier)).toBe(true);
  });

  it('lets other frames be, fewer than half of them, and none', () => {
    expect(isReplayed(track(40), earlier)).toBe(false);
    expect(isReplayed([...earlier.slice(0, 3), ...track(40).slice(0, 5)], earlier)).toBe(false);
    expect(isReplayed([], earlier)).toBe(false);
    expect(isReplayed(earlier, [])).toBe(false);
  });

  it('tells nothing by prints of another size, and makes none of a blank picture', () => {
    expect(isReplayed(earlier, [new Int8Array(9)])).toBe(false);
    expect(framePrint(patch(0, () => 80))).toEqual(new Int8Array(64));
  });

  it('is mirrored twice the same again', () => {
    expect(mirroredPrint(mirroredPrint(earlier[0]!))).toEqual(earlier[0]);
  });
});
