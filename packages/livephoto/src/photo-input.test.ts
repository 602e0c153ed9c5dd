import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhotoInput, readPhoto } from './photo-input.ts';

const bytes = Uint8Array.of(0xff, 0xd8, 1, 2, 3);
const limits = { maxBytes: 100, signal: undefined };
let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-input-'));
  path = join(folder, 'a photo ü%.jpg');
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

const forms: Readonly<Record<string, () => PhotoInput>> = {
  'a path': () => path,
  'a file: URL': () => pathToFileURL(path),
  'the text of a file: URL': () => pathToFileURL(path).href,
  'a data: URL': () => `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`,
  'a Buffer out of a pool': () => Buffer.from(bytes),
  'a view of a larger buffer': () => Uint8Array.of(9, ...bytes, 9).subarray(1, 6),
  'a DataView': () => new DataView(Uint8Array.from(bytes).buffer),
  'an ArrayBuffer': () => Uint8Array.from(bytes).buffer,
  'a SharedArrayBuffer': () => {
    const shared = new SharedArrayBuffer(bytes.length);
    new Uint8Array(shared).set(bytes);
    return shared;
  },
  'a Blob': () => new Blob([bytes]),
  'a web stream': () => new Blob([bytes]).stream(),
  'a stream of Node': () =>
    Readable.from([Buffer.from(bytes.subarray(0, 2)), Buffer.from(bytes.subarray(2))]),
  'a generator': async function* () {
    yield bytes;
  },
};

it.each(Object.entries(forms))('reads %s', async (_, make) => {
  const read = await readPhoto(make(), limits);
  expect([...read]).toEqual([...bytes]);
});

it('takes a copy of what is the caller’s', async () => {
  const own = Uint8Array.from(bytes);
  const reading = readPhoto(own, limits);
  own.fill(0);
  expect([...(await reading)]).toEqual([...bytes]);
});

describe('says what to give instead of', () => {
  it.each<[string, unknown, string | RegExp]>([
    ['nothing', undefined, 'this is undefined.'],
    ['null', null, 'this is null.'],
    ['a number', 5, 'this is a number.'],
    ['a Promise', Promise.resolve(bytes), 'await it first'],
    ['an array', ['a.jpg'], 'call inspect once for each photo'],
    ['a Response', new Response('x'), 'arrayBuffer()'],
    ['pixels', { data: bytes, width: 1, height: 1 }, 'decoded pixels'],
    ['an object', { path: 'a.jpg' }, 'this is a plain object.'],
    ['an object without a prototype', Object.create(null), 'this is a plain object.'],
    ['a Date', new Date(), 'an object of Date'],
    ['no text', '', 'The path is empty'],
    ['base64', `/9j/${'A'.repeat(200)}`, "Buffer.from(text, 'base64')"],
    ['a torn URL', 'https://', 'is no URL'],
    ['another kind of URL', new URL('ftp://example.com/a.jpg'), 'not from ftp:'],
    ['a file of another machine', new URL('file://elsewhere/a.jpg'), /names no file|No such file/],
  ])('%s', async (_, value, message) => {
    const error = await readPhoto(value as PhotoInput, limits).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ param: 'photo' });
    expect((error as Error).message).toMatch(message);
  });
});

it('names the whole path of a file that is not there, and of a folder', async () => {
  await expect(readPhoto('no/such.jpg', limits)).rejects.toMatchObject({
    type: 'resource_not_found',
    message: `No such file: ${join(process.cwd(), 'no/such.jpg')}`,
  });
  await expect(readPhoto(folder, limits)).rejects.toThrow('This is a folder, not a photo');
});

it.each(Object.entries(forms))('refuses %s that is too large', async (_, make) => {
  await expect(readPhoto(make(), { ...limits, maxBytes: 4 })).rejects.toMatchObject({
    type: 'payload_too_large',
  });
});

it('stops a stream that never ends, at the limit and at the signal', async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 1;
      yield new Uint8Array(10);
    }
  }
  await expect(readPhoto(endless(), limits)).rejects.toMatchObject({ type: 'payload_too_large' });
  expect(given).toBeLessThan(15);

  const control = new AbortController();
  const silent = new ReadableStream<Uint8Array>();
  const reading = readPhoto(silent, { ...limits, signal: control.signal });
  control.abort();
  await expect(reading).rejects.toMatchObject({ type: 'inspection_aborted' });
});

it('says when a stream breaks, was taken already, or gives text', async () => {
  async function* broken() {
    yield bytes;
    throw new Error('gone');
  }
  await expect(readPhoto(broken(), limits)).rejects.toMatchObject({ type: 'image_unreadable' });
  const taken = new Blob([bytes]).stream();
  taken.getReader();
  await expect(readPhoto(taken, limits)).rejects.toThrow('being read by someone else');
  const text = Readable.from(['text']) as AsyncIterable<Uint8Array>;
  await expect(readPhoto(text, limits)).rejects.toThrow('open it without an encoding');
});
