import { describe, expect, it } from 'vitest';
import type { ExifOrientation } from '../contract/image-info.ts';
import { orient } from './orient.ts';

/** A picture of letters, one a pixel. */
function letters(...rows: string[]) {
  const codes = rows.flatMap((row) => [...row].flatMap((letter) => [letter.charCodeAt(0), 1, 2]));
  return { width: rows[0]!.length, height: rows.length, data: Uint8Array.from(codes) };
}

describe('orient', () => {
  const upright: Record<ExifOrientation, string[]> = {
    1: ['abc', 'def'],
    2: ['cba', 'fed'],
    3: ['fed', 'cba'],
    4: ['def', 'abc'],
    5: ['ad', 'be', 'cf'],
    6: ['da', 'eb', 'fc'],
    7: ['fc', 'eb', 'da'],
    8: ['cf', 'be', 'ad'],
  };

  for (const [orientation, rows] of Object.entries(upright)) {
    it(`turns orientation ${orientation} upright`, () => {
      const stored = letters('abc', 'def');
      expect(orient(stored, Number(orientation) as ExifOrientation)).toEqual(letters(...rows));
      expect(stored).toEqual(letters('abc', 'def'));
    });
  }

  it('never hands back the memory it was given', () => {
    const stored = letters('ab');
    orient(stored, 1).data.fill(0);
    expect(stored).toEqual(letters('ab'));
  });
});
