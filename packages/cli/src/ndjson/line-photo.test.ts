import { expect, it } from 'vitest';
import { LineError, longestLine, parseLine } from './line-photo.ts';

const readers = {
  path: async (path: string) => Buffer.from(`path ${path}`),
  url: async (url: string) => Buffer.from(`url ${url}`),
};
const read = async (line: unknown, maxBytes = 100) => {
  const photo = parseLine(JSON.stringify(line), maxBytes, readers);
  const bytes = await photo.read(new AbortController().signal);
  return { id: photo.id, file: photo.file, text: Buffer.from(bytes).toString() };
};

it('is a path, an address, or the bytes themselves; its id is given back as it came', async () => {
  expect(await read({ id: { row: 7 }, path: 'a b.jpg', other: 1 })).toEqual({
    id: { row: 7 },
    file: 'a b.jpg',
    text: 'path a b.jpg',
  });
  expect(await read({ url: 'https://example.com/a.jpg' })).toMatchObject({
    file: 'https://example.com/a.jpg',
  });
  const base64 = Buffer.from('bytes').toString('base64');
  expect(await read({ id: 0, base64 })).toEqual({ id: 0, file: undefined, text: 'bytes' });
  expect((await read({ base64: `data:image/jpeg;base64,${base64}` })).text).toBe('bytes');
});

it.each([
  ['', 'invalid_request'],
  ['{', 'invalid_request'],
  ['null', 'invalid_request'],
  ['[1]', 'invalid_request'],
  ['{"id":1}', 'invalid_request'],
  ['{"path":"a","url":"b"}', 'invalid_request'],
  ['{"path":7}', 'invalid_request'],
  ['{"url":""}', 'invalid_request'],
  [undefined, 'payload_too_large'],
])('%j is no photo', (line, type) => {
  try {
    parseLine(line, 100, readers);
    expect.unreachable();
  } catch (error) {
    expect(error instanceof LineError ? error.of : error).toMatchObject({ name: 'LivePhotoError', type });
  }
});

it('refuses base64 that is none, and what is too much of it', async () => {
  await expect(read({ base64: 'äöü' })).rejects.toMatchObject({ type: 'invalid_request', param: 'base64' });
  const large = Buffer.alloc(101).toString('base64');
  await expect(read({ base64: large })).rejects.toMatchObject({ type: 'payload_too_large' });
  expect(longestLine(100)).toBeGreaterThan(large.length);
});
