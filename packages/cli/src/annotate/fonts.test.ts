import { createCanvas } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { font, registerFonts } from './fonts.ts';
import { cutMiddle, wrapText } from './text.ts';

registerFonts();
const context = createCanvas(1, 1).getContext('2d');

test('text is set in the packaged typeface, and its weight counts', () => {
  const width = (face: string) => {
    context.font = face;
    return context.measureText('Turn your head to the left').width;
  };
  expect(width(font(20, 700))).toBeGreaterThan(width(font(20, 400)));
  expect(width(font(20))).not.toBe(width('20px monospace'));
  expect(() => registerFonts()).not.toThrow();
});

test('lines are never wider than asked, and no word is lost', () => {
  context.font = font(16);
  const text = `Something covers your mouth: ${'x'.repeat(200)} take it off.`;
  const lines = wrapText(context, text, 180);
  for (const line of lines) expect(context.measureText(line).width).toBeLessThanOrEqual(180);
  expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  expect(wrapText(context, '  ', 180)).toEqual([]);
});

test('a long name keeps its start and its end', () => {
  context.font = font(16);
  const cut = cutMiddle(context, `holiday-${'x'.repeat(200)}-01.jpg`, 200);
  expect(cut).toMatch(/^holiday.*….*01\.jpg$/);
  expect(context.measureText(cut).width).toBeLessThanOrEqual(200);
  expect(cutMiddle(context, 'me.jpg', 200)).toBe('me.jpg');
});
