/** What a camera makes of a view: light, focus, noise, and a JPEG of it. */
import type { RgbImage } from '@livephoto/core';
import sharp from 'sharp';
import { createRandomness, type Randomness } from './randomness.ts';

export interface CameraSettings {
  /** Times as bright; under 1 the noise that comes with it is not. */
  readonly gain?: number;
  /** Grey levels of noise, one deviation. @default 2 */
  readonly noise?: number;
  /** Pixels of blur, one deviation. */
  readonly blur?: number;
  /** 1..100. @default 85 */
  readonly quality?: number;
}

/** What a camera is set to, frame by frame. */
export const cameras = {
  ordinary: () => ({}),
  dark: () => ({ gain: 0.35, noise: 6 }),
  'out of focus': () => ({ blur: 1.5 }),
  'noise and coarse JPEG': () => ({ noise: 6, quality: 40 }),
  'focus and light that hunt': (random) => ({
    blur: random.between(0, 2),
    gain: random.between(0.93, 1.07),
  }),
  /** The same views once more, as whoever repeats frames would hide it. */
  'noise, focus and light that change': (random) => ({
    noise: random.between(1, 4),
    blur: random.between(0, 1),
    gain: random.between(0.95, 1.05),
    quality: 60 + random.below(35),
  }),
  'no noise': () => ({ noise: 0 }),
} as const satisfies Record<string, (random: Randomness) => CameraSettings>;
export type CameraName = keyof typeof cameras;

/** Values of a bell curve of deviation 1, to be read from any place on: drawing each pixel's anew takes most of the time. */
const bell = noiseTable(1 << 16);
/** Values that are read from one place. */
const run = 1009;

function noiseTable(length: number): Float32Array {
  const random = createRandomness(7);
  return Float32Array.from({ length }, () => random.normal(1));
}

export async function filmed(
  view: RgbImage,
  settings: CameraSettings,
  random: Randomness,
): Promise<Uint8Array> {
  const { gain = 1, noise = 2, blur = 0, quality = 85 } = settings;
  const { width, height } = view;
  let data = view.data;
  if (blur >= 0.3) {
    data = await sharp(data, { raw: { width, height, channels: 3 } })
      .blur(blur)
      .raw()
      .toBuffer();
  }
  const exposed = new Uint8ClampedArray(data.length);
  // Another place for every row or so, so that no pattern runs through the picture.
  for (let start = 0; start < data.length; start += run) {
    const from = random.below(bell.length - run);
    const end = Math.min(data.length, start + run);
    for (let i = start; i < end; i++) exposed[i] = data[i]! * gain + noise * bell[from + i - start]!;
  }
  const picture = sharp(exposed, { raw: { width, height, channels: 3 } });
  return new Uint8Array(await picture.jpeg({ quality }).toBuffer());
}
