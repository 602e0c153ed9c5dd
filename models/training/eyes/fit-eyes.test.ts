import { describe, expect, it } from 'vitest';
import { coefficientsFile } from './coefficients-file.ts';
import { closedLogit, eyesAt, eyesRates, fitEyes, type LabelledEyes, leftOutEyes } from './fit-eyes.ts';

/** Repeatable noise from -1 to 1. */
function noise(): () => number {
  let state = 7;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return (2 * state) / 2_147_483_647 - 1;
  };
}

const random = noise();

/** The second number tells closed eyes everywhere; the third is the mark of a source. */
function eyes(source: string, closed: boolean, mark = 0): LabelledEyes {
  const eye = () =>
    [0.2 * random(), closed ? 0.4 : -0.4, mark, 0.2 * random()].map((value) => value + 0.1 * random());
  return { left: eye(), right: eye(), closed, source };
}

const times = (count: number, make: () => LabelledEyes) => Array.from({ length: count }, make);

/** As the labels are: the closed ones of one source, whose open ones are few. */
const photos = [
  ...times(40, () => eyes('closed', true, 1)),
  ...times(60, () => eyes('web', false)),
  ...times(20, () => eyes('studio', false, 1)),
  ...times(20, () => eyes('office', false, 1)),
  ...times(3, () => eyes('studio', true, 1)),
];

describe('fitEyes', () => {
  it('finds what tells closed eyes, in sources that it has not seen', () => {
    const logits = leftOutEyes(photos);
    expect(eyesAt(photos, logits, 0)).toEqual({ openCalledClosed: 0, closedFound: 43 });
  });

  it('judges no photo by a fit that saw its source, or its fifth of the closed ones', () => {
    // Labelled wrong, each would be believed by a fit that saw it under next to no penalty.
    const wrong = [...photos, { ...eyes('web', false), source: 'alone', closed: true }];
    const seen = closedLogit(fitEyes(wrong, 1e-6), wrong.at(-1)!);
    const unseen = leftOutEyes(wrong, 1e-6).at(-1)!;
    expect(unseen).toBeLessThan(seen - 1);
    expect(unseen).toBeLessThan(0);
  });

  it('counts both eyes of a wink half', () => {
    const readOut = { bias: 0, weights: [1] };
    const wink = { left: [4], right: [-2], closed: true, source: '' };
    expect(closedLogit(readOut, wink)).toBeCloseTo(0.5 * 4 + 0.5 * 1, 12);
  });
});

describe('eyesRates', () => {
  it('calls no more open eyes closed than the share allows', () => {
    const open = times(100, () => eyes('web', false));
    const logits = open.map((_, i) => i / 100);
    expect(eyesRates(open, logits, 0.01)).toMatchObject({ limit: 0.98, openCalledClosed: 1 });
    expect(eyesRates(open, logits, 0.005)).toMatchObject({ limit: 0.99, openCalledClosed: 0 });
  });
});

describe('coefficientsFile', () => {
  it('writes every number in thousandths, in lines that fit', async () => {
    const weights = Array.from({ length: 192 }, () => 12 * random());
    const text = coefficientsFile({ bias: -0.18412, weights });
    const numbers = text.slice(text.indexOf('[\n'), text.lastIndexOf(']')).match(/-?\d+(\.\d+)?/g)!;
    expect(numbers.map(Number)).toEqual([-184, ...weights.map((weight) => Math.round(1000 * weight))]);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(130);
  });
});
