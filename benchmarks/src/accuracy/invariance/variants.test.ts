import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { variantsOf } from './variants.ts';

/** Red left half, blue right half, 60 × 40. */
async function halves(): Promise<Uint8Array> {
  const red = { create: { width: 30, height: 40, channels: 3, background: 'red' } } as const;
  return sharp({ create: { width: 60, height: 40, channels: 3, background: 'blue' } })
    .composite([{ input: await sharp(red).png().toBuffer(), left: 0, top: 0 }])
    .png()
    .toBuffer();
}

async function colorAt(bytes: Uint8Array, x: number, y: number): Promise<string> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at =
    (Math.round(y * (info.height - 1)) * info.width + Math.round(x * (info.width - 1))) * info.channels;
  return data[at]! > 200 ? 'red' : data[at + 2]! > 200 ? 'blue' : 'grey';
}

describe('variantsOf', () => {
  it('turns clockwise and mirrors', async () => {
    const [upright, right, half, slanted, mirrored] = await variantsOf(await halves(), [90, 180, 45]);
    expect([upright!.turn, right!.turn, half!.turn, slanted!.turn, mirrored!.turn]).toEqual([
      0,
      90,
      180,
      45,
      null,
    ]);
    expect(await colorAt(upright!.bytes, 0.1, 0.5)).toBe('red');
    // What was on the left is on top after a quarter turn clockwise.
    expect(await colorAt(right!.bytes, 0.5, 0.1)).toBe('red');
    expect(await colorAt(half!.bytes, 0.9, 0.5)).toBe('red');
    expect(await colorAt(mirrored!.bytes, 0.9, 0.5)).toBe('red');
    // Slanted: red to the upper left, the corners laid open are grey, and nothing is cut off.
    expect(await colorAt(slanted!.bytes, 0.35, 0.35)).toBe('red');
    expect(await colorAt(slanted!.bytes, 0.01, 0.01)).toBe('grey');
    expect((await sharp(slanted!.bytes).metadata()).width).toBeGreaterThanOrEqual(70);
  });
});
