import { describe, expect, it } from 'vitest';
import { framePrint, isReplayed, mirroredPrint } from './frame-print.ts';

const side = 64;
type Warp = readonly [xx: number, xy: number, yx: number, yy: number];
/** Where in the plain picture a point of the warped one lies: both turn about their middle. */
function unwarped([xx, xy, yx, yy]: Warp, x: number, y: number): [number, number] {
  const [u, v] = [x - side / 2, y - side / 2];
  const size = xx * yy - xy * yx;
  return [(yy * u - xy * v) / size + side / 2, (xx * v - yx * u) / size + side / 2];
}
/** A mesh with eyes and a mouth alone. */
function meshOf([xx, xy, yx, yy]: Warp): Float64Array {
  const points = new Float64Array(2 * 468);
  const put = (numbers: readonly number[], x: number, y: number) => {
    const [u, v] = [x - side / 2, y - side / 2];
    for (const number of numbers) {
      points.set([xx * u + xy * v + side / 2, yx * u + yy * v + side / 2], 2 * number);
    }
  };
  put([33, 133], 24, 27);
  put([362, 263], 40, 27);
  put([61, 291, 13, 14], 32, 43);
  return points;
}
/** Bright and dark waves, others for every number. */
const patch = (number: number, change = (value: number, _i: number) => value, warp: Warp = [1, 0, 0, 1]) => ({
  points: meshOf(warp),
  brightness: Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = unwarped(warp, i % side, Math.floor(i / side));
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

  it.each([
    ['wider by 10 %', [1.1, 0, 0, 1]],
    ['sheared by 10 %', [1, 0.1, 0, 1]],
    ['turned by 6°', [0.9945, -0.1045, 0.1045, 0.9945]],
    ['smaller and lower', [0.9, 0, 0.05, 0.8]],
  ] as [string, Warp][])('knows them warped: %s', (_, warp) => {
    const warped = Array.from({ length: 8 }, (_, i) => framePrint(patch(i, undefined, warp)));
    expect(isReplayed(warped, earlier)).toBe(true);
    expect(isReplayed(warped, track(40))).toBe(false);
  });

  it('makes a print of a mesh whose eyes are one point', () => {
    const { brightness } = patch(0);
    expect(framePrint({ brightness, points: new Float64Array(2 * 468) }).every(Number.isInteger)).toBe(true);
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
    expect(framePrint(patch(0, () => 80))).toEqual(new Int8Array(128));
  });

  it('is mirrored twice the same again', () => {
    expect(mirroredPrint(mirroredPrint(earlier[0]!))).toEqual(earlier[0]);
  });
});
