import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inShard, parseShard } from './shard.ts';

const shardsOf = (count: number) => Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));

describe('shards', () => {
  it('have every name in exactly one of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 100 }),
        (names, count) => {
          for (const name of names) {
            expect(shardsOf(count).filter((shard) => inShard(name, shard))).toHaveLength(1);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('do not depend on what else there is, nor on the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 9 }), (names, count) => {
        const all = shardsOf(count).map((shard) => names.filter((name) => inShard(name, shard)));
        const reversed = shardsOf(count).map((shard) =>
          names
            .toReversed()
            .filter((name) => inShard(name, shard))
            .toReversed(),
        );
        expect(reversed).toEqual(all);
        expect(all.flat().sort()).toEqual(names.toSorted());
      }),
    );
  });

  it('are about as large as each other, for names that differ in their number alone', () => {
    const names = Array.from({ length: 8000 }, (_, i) => `s3://photos/2026/selfie-${i}.jpg`);
    const sizes = shardsOf(8).map((shard) => names.filter((name) => inShard(name, shard)).length);
    expect(Math.min(...sizes)).toBeGreaterThan(880);
    expect(Math.max(...sizes)).toBeLessThan(1120);
  });

  it('are read from text, and nothing else is', () => {
    expect(parseShard('3/64')).toEqual({ index: 3, count: 64 });
    expect(parseShard('1/1')).toEqual({ index: 1, count: 1 });
    for (const text of ['', '3', '0/4', '5/4', '1/0', '-1/4', '1/4/2', '1.5/4', 'a/b', '1/100001', ' 1/4']) {
      expect(() => parseShard(text), text).toThrow('such as 3/64');
    }
  });
});
