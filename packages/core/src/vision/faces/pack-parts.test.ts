import { describe, expect, it } from 'vitest';
import { cutTo, packParts, unpackBox } from './pack-parts.ts';
import { cutOverlap, gapOfParts } from './tuning.ts';

const parts = [
  { x: 0, y: 0, width: 64, height: 288 },
  { x: 320, y: 40, width: 64, height: 200 },
  { x: 64, y: 0, width: 256, height: 48 },
  { x: 200, y: 256, width: 24, height: 32 },
];

describe('packParts', () => {
  it('puts every part somewhere of its own, with grey between, on less room than asked for', () => {
    const most = 384 * 288;
    const look = packParts(parts, most)!;
    expect(look.width * look.height).toBeLessThan(0.9 * most);
    expect(look.parts).toHaveLength(parts.length);
    for (const [i, one] of look.parts.entries()) {
      expect(one.toX + one.width).toBeLessThanOrEqual(look.width);
      expect(one.toY + one.height).toBeLessThanOrEqual(look.height);
      for (const other of look.parts.slice(i + 1)) {
        const apartX = Math.max(one.toX - other.toX - other.width, other.toX - one.toX - one.width);
        const apartY = Math.max(one.toY - other.toY - other.height, other.toY - one.toY - one.height);
        expect(Math.max(apartX, apartY)).toBeGreaterThanOrEqual(gapOfParts);
      }
    }
  });

  it('packs nothing into nothing, and says where there is too much', () => {
    expect(packParts([], 100)).toEqual({ width: 0, height: 0, parts: [] });
    expect(packParts(parts, 64 * 288)).toBeUndefined();
  });
});

describe('cutTo', () => {
  it('covers the part with pieces that share a margin', () => {
    const part = { x: 8, y: 16, width: 304, height: 96 };
    expect(cutTo(part, Infinity)).toEqual([part]);
    const pieces = cutTo(part, 128);
    expect(pieces[0]!.x).toBe(8);
    expect(pieces.at(-1)!.x + pieces.at(-1)!.width).toBe(312);
    for (const [i, { x, width }] of pieces.entries()) {
      expect(width).toBeLessThanOrEqual(128);
      if (i > 0) expect(pieces[i - 1]!.x + width - x).toBeGreaterThanOrEqual(cutOverlap);
    }
  });
});

describe('unpackBox', () => {
  const look = packParts(parts, 384 * 288)!;

  it('finds a box back where it lies', () => {
    for (const { x, y, toX, toY } of look.parts) {
      const box = { x: toX + 3, y: toY + 5, width: 12, height: 16 };
      expect(unpackBox(look, box)).toEqual({ x: x + 3, y: y + 5, width: 12, height: 16 });
    }
  });

  it('takes nothing that lies between parts', () => {
    const [{ toX, toY, width }] = look.parts as [(typeof look.parts)[number]];
    const between = { x: toX + width, y: toY, width: gapOfParts, height: 10 };
    expect(unpackBox(look, between)).toBeUndefined();
  });
});
