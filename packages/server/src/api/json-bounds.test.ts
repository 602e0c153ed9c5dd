import { describe, expect, it } from 'vitest';
import { assertBounded } from './json-bounds.ts';

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
