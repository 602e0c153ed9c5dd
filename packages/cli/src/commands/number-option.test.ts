import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { decimal, wholeNumber } from './number-option.ts';

describe('whole numbers', () => {
  it.each([
    ['1', 1],
    ['64', 64],
    ['007', 7],
  ])('are taken: %s', (text, value) => {
    expect(wholeNumber(1, 64)(text)).toBe(value);
  });

  it.each(['', ' ', '0', '65', '1.5', '-1', '+1', '1e1', '0x10', 'many', '9'.repeat(20)])(
    'are refused: "%s"',
    (text) => {
      expect(() => wholeNumber(1, 64)(text)).toThrow(InvalidArgumentError);
      expect(() => wholeNumber(1, 64)(text)).toThrow('It must be a whole number from 1 to 64.');
    },
  );
});

describe('numbers', () => {
  it.each([
    ['0', 0],
    ['2.5', 2.5],
    ['99', 99],
  ])('are taken: %s', (text, value) => {
    expect(decimal(0, 99)(text)).toBe(value);
  });

  it.each(['', '.', '-0.1', '99.1', '5 %', '1e1', 'Infinity', 'NaN'])('are refused: "%s"', (text) => {
    expect(() => decimal(0, 99)(text)).toThrow('It must be a number from 0 to 99.');
  });
});
