import { describe, expect, it } from 'vitest';
import { assertBounded, watchBounds } from './json-bounds.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const bounds = { depth: 3, values: 6 };

describe('assertBounded', () => {
  it.each(['{}', '[1,2,[3,[4]]]', '{"a":{"b":{"c":1}},"d":2}', '"text"', '12', '', 'no JSON', '"open'])(
    'lets %s pass',
    (text) => {
      expect(() => assertBounded(bytes(text), bounds)).not.toThrow();
    },
  );

  it('does not count what stands in strings', () => {
    const text = JSON.stringify({ '[[[[[{{{{{': '],,,,,,,,,,,\\"[[[[[[\\\\', b: '\\' });
    expect(() => assertBounded(bytes(text), bounds)).not.toThrow();
  });

  it.each([
    ['[[[[', 'nested deeper than 3 levels'],
    [`{"a\\\\":${'['.repeat(4)}`, 'nested deeper than 3 levels'],
    [`"\\\\\\"" , ${'['.repeat(4)}`, 'nested deeper than 3 levels'],
    ['[1,2,3,4,5,6,7]', 'more than 6 values'],
    ['[],[],[],[]', 'more than 6 values'],
  ])('refuses %s', (text, message) => {
    expect(() => assertBounded(bytes(text), bounds)).toThrow(message);
  });

  it('stops at a string of escapes without an end, in time that grows with its length alone', () => {
    const text = bytes(`["${'\\"'.repeat(1_000_000)}`);
    expect(() => assertBounded(text, bounds)).not.toThrow();
  });
});

describe('watchBounds', () => {
  const outcome = (text: string, size: number) => {
    const watch = watchBounds(bounds);
    const all = bytes(text);
    try {
      watch(new Uint8Array(0));
      for (let at = 0; at < all.length; at += size) watch(all.subarray(at, at + size));
      return 'passes';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    JSON.stringify({ '[[[[[{{{{{': '],,,,,,,,,,,\\"[[[[[[\\\\', b: '\\' }),
    '{"a":{"b":{"c":"\\\\"}},"d":2}',
    `{"a\\\\":${'['.repeat(4)}`,
    `"\\\\\\"" , ${'['.repeat(4)}`,
    '["a\\"[[[[[[[[", 1, 2, 3, 4, 5, 6, 7]',
    '"",[[["\\\\\\\\"]]]',
  ])('says of %s in pieces what it says of the whole', (text) => {
    for (const size of [1, 2, 3, 5]) expect(outcome(text, size)).toBe(outcome(text, text.length));
  });

  it('throws at the piece that goes too deep', () => {
    const watch = watchBounds(bounds);
    watch(bytes('[[['));
    expect(() => watch(bytes('['))).toThrow('nested deeper than 3 levels');
  });
});
