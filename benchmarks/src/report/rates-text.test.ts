import { describe, expect, it } from 'vitest';
import { proportion } from '../accuracy/statistics/proportion.ts';
import { areaText, countText, degreesText, estimateText, rateText, shareText } from './rates-text.ts';

describe('format', () => {
  it('writes shares with their interval and counts', () => {
    expect(shareText(proportion(8, 10))).toBe('80.0 % (49.0–94.3)');
    expect(rateText(proportion(8, 10))).toBe('80.0 % (49.0–94.3), 8/10');
    expect(countText(proportion(0, 3))).toBe('0/3');
  });

  it('writes estimates, with an interval where there is one', () => {
    expect(estimateText({ value: 0.0941, low: 0.079, high: 0.112 })).toBe('9.4 % (7.9–11.2)');
    expect(estimateText({ value: 0, low: null, high: null })).toBe('0.0 %');
    expect(areaText({ value: 0.9412, low: 0.93, high: 0.95 })).toBe('0.941 (0.930–0.950)');
    expect(degreesText({ value: -0.7, low: -1.1, high: 0.2 })).toBe('-0.7° (-1.1 to 0.2)');
  });

  it('writes a dash where there is no figure, never 0', () => {
    const nothing = proportion(0, 0);
    const unknown = { value: null, low: null, high: null };
    expect([shareText(nothing), rateText(nothing), countText(nothing)]).toEqual(['–', '–', '–']);
    expect([estimateText(unknown), areaText(unknown), degreesText(unknown)]).toEqual(['–', '–', '–']);
  });
});
