import { describe, expect, it } from 'vitest';
import { addQuantisers } from './jpeg-quantiser.ts';

const table = (head: number, bytes: readonly number[]) => [head, ...bytes];
const means = (content: readonly number[]) => {
  const found = new Map<number, number>();
  addQuantisers(Uint8Array.from(content), found);
  return Object.fromEntries(found);
};
const same = (value: number, count = 64) => Array.from({ length: count }, () => value);

describe('addQuantisers', () => {
  it('means the steps of each table of a segment', () => {
    expect(means([...table(0, same(16)), ...table(1, [...same(10, 32), ...same(20, 32)])])).toEqual({
      0: 16,
      1: 15,
    });
  });

  it('reads steps of two bytes', () => {
    expect(
      means(
        table(
          0x12,
          same(0, 128).map((_, i) => (i % 2 === 0 ? 1 : 4)),
        ),
      ),
    ).toEqual({ 2: 260 });
  });

  it('leaves out what is cut short, and nothing of nothing', () => {
    expect(means([...table(0, same(8)), ...table(1, same(8, 63))])).toEqual({ 0: 8 });
    expect(means([])).toEqual({});
    expect(means([0])).toEqual({});
  });
});
