import { describe, expect, it } from 'vitest';
import { layOut } from './arena.ts';
import type { ArenaPart } from './steps.ts';

const part = (bytes: number, first: number, last: number): ArenaPart => ({ bytes, first, last, offset: NaN });

describe('layOut', () => {
  it('keeps apart what is needed at the same time', () => {
    let state = 1;
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    const parts = Array.from({ length: 200 }, () => {
      const first = random(100);
      return part(1 + random(5000), first, first + random(10));
    });
    const total = layOut(parts);
    for (const a of parts) {
      expect(a.offset % 64).toBe(0);
      expect(a.offset + a.bytes).toBeLessThan(total);
      for (const b of parts) {
        if (a === b || a.last < b.first || b.last < a.first) continue;
        expect(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset).toBe(true);
      }
    }
  });

  it('lays over each other what is needed one after the other', () => {
    const chain = Array.from({ length: 20 }, (_, i) => part(1000, i, i + 1));
    expect(layOut(chain)).toBeLessThan(3000);
  });

  it('keeps outputs to the end', () => {
    const [output, later] = [part(100, 0, Infinity), part(100, 5, 6)];
    layOut([output, later]);
    expect(output.offset).not.toBe(later.offset);
  });
});
