/**
 * The picture stored is the picture inspected: files made to show something else than what was looked at, uploaded, downloaded
 * again, and shown by Chromium, pixel for pixel as the plain file.
 */
import { crc32, deflateSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChromium } from '../browser/chromium.ts';
import { readSample, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let clientId: string;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [server, browser] = await Promise.all([startTestServer(), openChromium()]);
  clientId = await server.createClient();
  page = await browser.newPage();
});
afterAll(async () => {
  await Promise.all([server?.close(), browser?.close()]);
});

/** SHA-256 of the pixels that Chromium shows. */
function shown(bytes: Uint8Array, type: string): Promise<string> {
  return page.evaluate(
    async ([base64, mime]) => {
      const image = new Image();
      image.src = `data:${mime};base64,${base64}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      // No digest here: the page has no secure context.
      let hash = 0;
      for (const value of data) hash = (Math.imul(hash, 31) + value) | 0;
      return `${canvas.width}×${canvas.height} ${hash}`;
    },
    [Buffer.from(bytes).toString('base64'), type] as const,
  );
}

async function roundTrip(bytes: Uint8Array, type: string): Promise<{ size: number; back: Uint8Array }> {
  const stored = await server.upload(clientId, bytes, { headers: { 'Content-Type': type } });
  expect(stored.status).toBe(200);
  expect(stored.json.contentType).toBe(type);
  const download = await server.call('GET', `/v1/livePhotos/${stored.json.id}/download`, {
    headers: { Accept: 'image/*' },
  });
  const report = await server.call('GET', `/v1/livePhotos/${stored.json.id}/inspections`);
  expect(report.json.image.size).toBe(download.bytes.length);
  return { size: stored.json.size, back: download.bytes };
}

function chunk(name: string, body: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(name, 4, 'latin1');
  out.set(body, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}
/** Length, type, 13 bytes and checksum of IHDR stand behind the signature. */
const behindHeader = 33;
const withChunks = (png: Buffer, ...chunks: Buffer[]) =>
  Buffer.concat([png.subarray(0, behindHeader), ...chunks, png.subarray(behindHeader)]);

it('stores a photo as it came, and a trailer of a telephone not', async () => {
  const selfie = await readSample('selfie.jpg');
  const plain = await roundTrip(selfie, 'image/jpeg');
  expect(Buffer.compare(plain.back, selfie)).toBe(0);
  // As Samsung's and Google's telephones put films and second pictures behind the first.
  const film = Buffer.concat([selfie, await readSample('no-face.jpg'), Buffer.from('SEFHSEFT')]);
  const kept = await roundTrip(film, 'image/jpeg');
  expect(kept.size).toBe(selfie.length);
  expect(Buffer.compare(kept.back, selfie)).toBe(0);
});

it('stores no gamma that would show another picture than was inspected', async () => {
  const png = await sharp(await readSample('selfie.jpg'))
    .png()
    .toBuffer();
  const dark = withChunks(png, chunk('gAMA', Uint8Array.of(0, 1, 0x5f, 0x90)));
  const plain = await shown(png, 'image/png');
  expect(await shown(dark, 'image/png')).not.toBe(plain);
  const { back } = await roundTrip(Buffer.concat([dark, Buffer.from('behind the end')]), 'image/png');
  expect(await shown(back, 'image/png')).toBe(plain);
  expect(Buffer.compare(back, png)).toBe(0);
});

it('stores no animation of one frame that would be shown in place of the picture', async () => {
  const selfie = await sharp(await readSample('selfie.jpg'))
    .png()
    .toBuffer();
  const { width, height } = await sharp(selfie).metadata();
  const other = Buffer.alloc((1 + 3 * width) * height);
  const control = Buffer.alloc(26);
  control.writeUInt32BE(width, 4);
  control.writeUInt32BE(height, 8);
  control.writeUInt16BE(1, 20);
  control.writeUInt16BE(1, 22);
  const end = selfie.length - 12;
  const one = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0);
  const moving = Buffer.concat([
    withChunks(selfie.subarray(0, end), chunk('acTL', one)),
    chunk('fcTL', control),
    chunk('fdAT', Buffer.concat([Uint8Array.of(0, 0, 0, 1), deflateSync(other)])),
    selfie.subarray(end),
  ]);
  const plain = await shown(selfie, 'image/png');
  expect(await shown(moving, 'image/png')).not.toBe(plain);
  const { back } = await roundTrip(moving, 'image/png');
  expect(await shown(back, 'image/png')).toBe(plain);
});

it('stores no colour profile that the decoder does not know', async () => {
  const selfie = await readSample('selfie.jpg');
  const wide = await sharp(selfie).withIccProfile('cmyk').jpeg().toBuffer();
  const { back } = await roundTrip(wide, 'image/jpeg');
  expect(back.length).toBeLessThan(wide.length - 1000);
  expect(Buffer.from(back).includes('ICC_PROFILE')).toBe(false);
  const p3 = await sharp(selfie).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
  const kept = await roundTrip(p3, 'image/jpeg');
  expect(Buffer.compare(kept.back, p3)).toBe(0);
});

it('stores no code of colours whose curve the decoder does not apply', async () => {
  const selfie = await sharp(await readSample('selfie.jpg'))
    .png()
    .toBuffer();
  const plain = await shown(selfie, 'image/png');
  for (const curve of [16, 18, 1]) {
    const coded = withChunks(selfie, chunk('cICP', Uint8Array.of(1, curve, 0, 1)));
    expect(await shown(coded, 'image/png')).not.toBe(plain);
    const { back } = await roundTrip(coded, 'image/png');
    expect(await shown(back, 'image/png')).toBe(plain);
  }
});

it('calls a photo what its bytes are, whatever the sender calls it', async () => {
  const jpeg = await readSample('selfie.jpg');
  const webp = await sharp(jpeg).webp({ quality: 95 }).toBuffer();
  for (const type of ['image/heic', 'image/png', 'image/*', 'application/octet-stream', 'image/jpg']) {
    const headers = { 'Content-Type': type };
    const stored = await server.upload(clientId, jpeg, { headers });
    expect(stored).toMatchObject({ status: 200, json: { contentType: 'image/jpeg' } });
    const other = await server.upload(clientId, webp, { headers });
    expect(other).toMatchObject({ status: 200, json: { contentType: 'image/webp' } });
  }
  for (const type of ['image/png', 'image/heic']) {
    const body = JSON.stringify({ clientId, data: `data:${type};base64,${jpeg.toString('base64')}` });
    const headers = { 'Content-Type': 'application/json' };
    const stored = await server.call('POST', '/v1/livePhotos', { body, headers });
    expect(stored).toMatchObject({ status: 200, json: { contentType: 'image/jpeg' } });
  }
});
