/** Photos as large as callers send them, made from a sample: 12 megapixels as JPEG, 4 MB as PNG. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { readSample } from './reports.ts';

/** Bytes that an upload may have. */
const limit = 4 * 1024 * 1024;

/** 12 megapixels, as a phone takes them. */
export async function twelveMegapixelJpeg(): Promise<Buffer> {
  const canvas = await enlarged(12_000_000);
  const bytes = await canvas.encode('jpeg', 90);
  if (bytes.length > limit) throw new Error(`The JPEG has ${bytes.length} bytes`);
  return bytes;
}

/** As large as an upload may be, within a tenth. */
export async function fourMegabytePng(): Promise<Buffer> {
  let pixels = 3_000_000;
  for (let round = 0; round < 5; round++) {
    const bytes = await (await enlarged(pixels)).encode('png');
    if (bytes.length > limit * 0.9 && bytes.length <= limit) return bytes;
    pixels *= (limit * 0.95) / bytes.length;
  }
  throw new Error('No PNG of that size was made');
}

async function enlarged(pixels: number) {
  const image = await loadImage(Buffer.from(readSample('selfie.jpg').bytes));
  const factor = Math.sqrt(pixels / (image.width * image.height));
  const canvas = createCanvas(Math.ceil(image.width * factor), Math.ceil(image.height * factor));
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
