import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type DownloadOptions, download } from './download.ts';

const content = new Uint8Array(300_000).map((_, index) => (index * 7919) >> 3);
const half = content.length / 2;
const expected = {
  file: 'model.onnx',
  size: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};

let close = () => {};
afterEach(() => close());

/** A real server; `answer` gets the number of the request, from 1. */
async function serve(
  answer: (response: ServerResponse, request: IncomingMessage, count: number) => void,
): Promise<{ url: string; ranges: (string | undefined)[] }> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(response, request, ranges.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.onnx`, ranges };
}

/** Sends bytes of the content and cuts the connection before the promised end. */
function sendCut(response: ServerResponse, from: number, to: number): void {
  response.writeHead(from > 0 ? 206 : 200, {
    'Content-Length': content.length - from,
    ...(from > 0 ? { 'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
  });
  response.write(content.subarray(from, to), () => setTimeout(() => response.destroy(), 20));
}

function sendFrom(response: ServerResponse, from: number, bytes: Uint8Array = content): void {
  response.writeHead(206, { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
  response.end(bytes.subarray(from));
}

/** Not by `toEqual`: over so many bytes it takes a thousand times as long. */
const expectSame = (bytes: Uint8Array, whole: Uint8Array) => expect(Buffer.compare(bytes, whole)).toBe(0);

const fetchIt = (url: string, options: Partial<DownloadOptions> = {}) =>
  download({ url, expected, pauses: [1, 1, 1], ...options });

describe('a download', () => {
  it('gets the file and tells how far it is', async () => {
    const { url } = await serve((response) => response.end(content));
    const seen: number[] = [];
    expectSame(await fetchIt(url, { onBytes: (loaded) => seen.push(loaded) }), content);
    expect(seen.at(-1)).toBe(content.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('that is cut goes on where it stopped', async () => {
    const { url, ranges } = await serve((response, _, count) =>
      count === 1 ? sendCut(response, 0, half) : sendFrom(response, half),
    );
    expectSame(await fetchIt(url), content);
    expect(ranges).toEqual([undefined, `bytes=${half}-`]);
  });

  it('starts again where the server knows no ranges', async () => {
    const { url, ranges } = await serve((response, _, count) =>
      count === 1 ? sendCut(response, 0, half) : response.end(content),
    );
    const seen: number[] = [];
    expectSame(await fetchIt(url, { onBytes: (loaded) => seen.push(loaded) }), content);
    expect(ranges).toHaveLength(2);
    expect(seen).toContain(0);
  });

  it('starts again when the file changed between its halves', async () => {
    const other = content.map((value) => 255 - value);
    const { url, ranges } = await serve((response, _, count) => {
      if (count === 1) sendCut(response, 0, half);
      else if (count === 2) sendFrom(response, half, other);
      else response.end(content);
    });
    expectSame(await fetchIt(url), content);
    expect(ranges).toEqual([undefined, `bytes=${half}-`, undefined]);
  });

  it('starts again when another part comes than the one asked for', async () => {
    const { url, ranges } = await serve((response, _, count) => {
      if (count === 1) sendCut(response, 0, half);
      else if (count === 2) sendFrom(response, half - 1);
      else response.end(content);
    });
    expectSame(await fetchIt(url), content);
    expect(ranges).toHaveLength(3);
  });

  it('goes on with what an earlier one kept, and keeps what it has when it gives up', async () => {
    const first = await serve((response, request, count) =>
      count === 1 ? sendCut(response, 0, half) : request.socket.destroy(),
    );
    let kept: Uint8Array | undefined;
    const given = fetchIt(first.url, {
      keepPartial: async (bytes) => {
        kept = bytes;
      },
    });
    await expect(given).rejects.toMatchObject({
      type: 'model_missing',
      message: expect.stringContaining(`cut at ${half} of ${content.length}`),
    });
    expect(first.ranges.length).toBe(4);
    expectSame(kept!, content.subarray(0, half));
    close();

    const second = await serve((response) => sendFrom(response, half));
    expectSame(await fetchIt(second.url, { partial: kept }), content);
    expect(second.ranges).toEqual([`bytes=${half}-`]);
  });

  it('keeps what it has from time to time', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'Content-Length': content.length });
      response.write(content.subarray(0, half));
      setTimeout(() => response.end(content.subarray(half)), 50);
    });
    const kept: number[] = [];
    await fetchIt(url, {
      keepEvery: 0,
      keepPartial: async ({ length }) => {
        kept.push(length);
      },
    });
    expect(kept[0]).toBeLessThanOrEqual(half);
    expect(kept.at(-1)).toBe(content.length);
  });

  it('counts a connection without bytes as cut', async () => {
    const { url, ranges } = await serve((response, _, count) => {
      if (count > 1) return sendFrom(response, half);
      response.writeHead(200, { 'Content-Length': content.length });
      response.write(content.subarray(0, half));
    });
    expectSame(await fetchIt(url, { stallLimit: 200 }), content);
    expect(ranges).toEqual([undefined, `bytes=${half}-`]);
  });

  it('tries again after an error of the server', async () => {
    const { url, ranges } = await serve((response, _, count) => {
      if (count === 1) response.writeHead(503).end();
      else response.end(content);
    });
    expectSame(await fetchIt(url), content);
    expect(ranges).toHaveLength(2);
  });

  it.each([
    ['other bytes', 'application/octet-stream', content.map((value) => value ^ 1)],
    ['a longer file', 'application/octet-stream', new Uint8Array([...content, 1])],
    ['a shorter file', 'application/octet-stream', content.subarray(1)],
    ["the site's own page", 'text/html', new TextEncoder().encode('<!doctype html>')],
  ])('refuses %s after having asked the server itself', async (_, type, body) => {
    const { url, ranges } = await serve((response) => {
      response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length }).end(body);
    });
    await expect(fetchIt(url)).rejects.toMatchObject({ type: 'model_invalid' });
    expect(ranges).toHaveLength(2);
  });

  it('says at once that a file is not there', async () => {
    const { url, ranges } = await serve((response) => response.writeHead(404).end());
    await expect(fetchIt(url)).rejects.toMatchObject({
      type: 'model_missing',
      message: expect.stringContaining(`${url} answered 404`),
    });
    expect(ranges).toHaveLength(1);
  });
});
