/** Turning, mirroring and placing pictures, checked on pictures small enough to write down. */
import { describe, expect, it } from 'vitest';
import {
  createRaster,
  type ExifOrientation,
  mirror,
  place,
  type Raster,
  storeAs,
  turnRight,
} from './raster.ts';

/** A picture of one grey level per letter. */
function picture(...rows: string[]): Raster {
  const raster = createRaster(rows[0]!.length, rows.length);
  for (const [index, letter] of [...rows.join('')].entries()) {
    raster.data.set([letter.charCodeAt(0), letter.charCodeAt(0), letter.charCodeAt(0), 255], index * 4);
  }
  return raster;
}

function letters({ width, height, data }: Raster): string[] {
  return Array.from({ length: height }, (_, row) =>
    String.fromCharCode(...Array.from({ length: width }, (_, column) => data[(row * width + column) * 4]!)),
  );
}

const photo = picture('abc', 'def');

describe('storeAs', () => {
  // What a camera held in each way writes, read off the table of the EXIF standard.
  it.each<[ExifOrientation, string[]]>([
    [1, ['abc', 'def']],
    [2, ['cba', 'fed']],
    [3, ['fed', 'cba']],
    [4, ['def', 'abc']],
    [5, ['ad', 'be', 'cf']],
    [6, ['cf', 'be', 'ad']],
    [7, ['fc', 'eb', 'da']],
    [8, ['da', 'eb', 'fc']],
  ])('stores pixels for orientation %i', (orientation, rows) => {
    expect(letters(storeAs(photo, orientation))).toEqual(rows);
  });
});

describe('mirror and turnRight', () => {
  it('swaps sides', () => expect(letters(mirror(photo))).toEqual(['cba', 'fed']));
  it('turns clockwise', () => expect(letters(turnRight(photo))).toEqual(['da', 'eb', 'fc']));
});

describe('place', () => {
  const whole = { width: 3, height: 2, from: [0, 0], to: [0, 0], scale: 1, turn: 0 } as const;

  it('changes nothing without a turn, a scale and a move', () => {
    expect(letters(place(photo, whole))).toEqual(letters(photo));
  });

  it('brings a point to a point and goes on with the edge', () => {
    expect(letters(place(photo, { ...whole, from: [2, 1], to: [0, 0] }))).toEqual(['fff', 'fff']);
  });

  it('turns clockwise about the point', () => {
    const turned = place(picture('abc', 'def', 'ghi'), {
      width: 3,
      height: 3,
      from: [1, 1],
      to: [1, 1],
      scale: 1,
      turn: 90,
    });
    expect(letters(turned)).toEqual(['gda', 'heb', 'ifc']);
  });

  it('draws a straight slope straight when it is enlarged', () => {
    const slope = createRaster(8, 1);
    for (let x = 0; x < 8; x++) slope.data.set([x * 20, x * 20, x * 20, 255], x * 4);
    const large = place(slope, { width: 16, height: 1, from: [0, 0], to: [0, 0], scale: 2, turn: 0 });
    // Away from the edges, where the last pixel goes on.
    for (let x = 2; x < 12; x++) expect(large.data[x * 4]).toBe(x * 10);
  });
});
