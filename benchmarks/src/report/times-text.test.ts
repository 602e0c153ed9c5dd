import { describe, expect, it } from 'vitest';
import { spreadOf } from '../accuracy/statistics/spread.ts';
import { bytesText, ratioText, spreadText } from './times-text.ts';

describe('figures', () => {
  it('keep three digits of a time', () => {
    expect(spreadText(spreadOf([0.123]))).toBe('0.12 (0.12–0.12)');
    expect(spreadText(spreadOf([8, 9, 10]))).toBe('9.0 (8.5–9.5)');
    expect(spreadText(spreadOf([120, 130.4, 140]))).toBe('130 (125–135)');
    expect(spreadText(undefined)).toBe('–');
  });

  it('say the interval of a ratio where there is one', () => {
    expect(ratioText({ value: 0.8449, low: 0.81, high: 0.9 })).toBe('0.84 (0.81–0.90)');
    expect(ratioText({ value: 2, low: null, high: null })).toBe('2.00');
    expect(ratioText({ value: null, low: null, high: null })).toBe('–');
  });

  it.each([
    [812, '812 B'],
    [30_250, '30.3 KB'],
    [303_000, '303 KB'],
    [6_652_999, '6.65 MB'],
    [14_240_000, '14.2 MB'],
    [214_000_000, '214 MB'],
  ])('write %i bytes as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
