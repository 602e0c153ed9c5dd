/** Connections that are too slow, too long, half closed, or no HTTP at all. */
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSample } from './harness/server.ts';
import { type Watched, watchServer } from './harness/watched-server.ts';

const selfie = await readSample('selfie.jpg');
const data = selfie.toString('base64');

const watched = watchServer();
let server: Watched['server'];
let clientId: string;
beforeAll(() => {
  ({ server, clientId } = watched());
});

describe('sizes and speeds', () => {
  it('refuses a body of 100 MB from its header, without taking it', async () => {
    const before = process.memoryUsage().rss;
    const head = requestHead('POST', '/v1/livePhotos', { 'Content-Length': '104857600' });
    const answer = await exchange(head);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*"type":"payload_too_large"/);
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  it('refuses an endless body as soon as it passes the limit', async () => {
    const head = requestHead('POST', '/v1/livePhotos', { 'Transfer-Encoding': 'chunked' });
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 65), Buffer.from('\r\n')]);
    let sent = 0;
    const answer = await exchange(head, (socket) => {
      const more = () => {
        while (socket.writable && sent < 100e6 && socket.write(chunk)) sent += chunk.length;
      };
      socket.on('drain', more);
      more();
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(sent).toBeLessThan(40e6);
  });

  it("lets Node's fetch read why a large upload was refused, every time", async () => {
    for (let round = 0; round < 4; round++) {
      for (const type of ['application/json', 'image/jpeg']) {
        const response = await fetch(`${server.url}/v1/livePhotos?clientId=${clientId}`, {
          method: 'POST',
          headers: { Authorization: server.liveKey, 'Content-Type': type },
          body: Buffer.alloc(20_000_000, 65),
        });
        expect(response.status).toBe(413);
        expect(await response.json()).toMatchObject({ type: 'payload_too_large' });
      }
    }
  });

  it('keeps serving while a token trickles more bodies than there are places', async () => {
    const post = (path: string, body: object) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { Authorization: server.liveKey, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    const { token } = (await (await post('/v1/tokens', { clientId })).json()) as { token: string };
    const sockets: ReturnType<typeof connect>[] = [];
    const head = requestHead('POST', `/v1/livePhotos?clientId=${clientId}`, {
      Authorization: token,
      'Content-Type': 'image/jpeg',
      'Content-Length': '4000000',
    });
    const answers = Array.from({ length: 34 }, () =>
      exchange(head, (socket) => {
        sockets.push(socket);
        const timer = setInterval(() => socket.write('x'), 200);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (let i = 0; i < 3; i++) expect((await post('/v1/inspections', { data })).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await Promise.all(answers);
  });

  it('refuses deep and crowded JSON, and crowded forms, before they are taken apart', async () => {
    const send = async (type: string, body: string) => {
      const response = await fetch(`${server.url}/v1/inspections`, {
        method: 'POST',
        headers: { Authorization: server.liveKey, 'Content-Type': type },
        body,
      });
      return { status: response.status, ...((await response.json()) as { message: string }) };
    };
    const size = 8_000_000;
    for (const [type, body, message] of [
      ['application/json', '['.repeat(size), 'nested deeper'],
      ['application/json', `{"data":"","a":[${'1,'.repeat(size / 2)}1]}`, 'values'],
      ['application/json', `{${'"a":{},'.repeat(size / 7)}"b":1}`, 'values'],
      ['multipart/form-data; boundary=b', '--b\r\n\r\n\r\n'.repeat(size / 9), 'fields'],
    ] as const) {
      const answer = await send(type, body);
      expect(answer).toMatchObject({ status: 400, type: 'invalid_request' });
      expect(answer.message).toContain(message);
    }
  });

  it('refuses deep JSON at its first bytes, whatever else was announced', async () => {
    const head = requestHead('POST', '/v1/livePhotos', { 'Content-Length': '8000000' });
    const answer = await exchange(head, (socket) => socket.write('['.repeat(1000)));
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*nested deeper than 16 levels/);
  });

  it('gives up on a body that is slower than the timeout, with 408', async () => {
    const head = requestHead('POST', '/v1/livePhotos', { 'Content-Length': '100000' });
    const answer = await exchange(head, (socket) => socket.write('{"clientId":'));
    expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*"type":"invalid_request"/);
  });

  it('shrugs off half-closed sockets, and bodies that break off', async () => {
    const head = requestHead('POST', '/v1/livePhotos', { 'Content-Length': '100000' });
    await exchange(head, (socket) => socket.end('{"clientId":'));
    await exchange(head, (socket) => {
      socket.write('{"clientId":');
      setTimeout(() => socket.destroy(), 50);
    });
    const whole = JSON.stringify({ clientId, data });
    const halfClosed = await exchange(
      requestHead('POST', '/v1/inspections', { 'Content-Length': String(whole.length) }),
      (socket) => socket.end(whole),
    );
    expect(halfClosed).toMatch(/^HTTP\/1\.1 200 |^$/);
  });

  it('is not told two lengths, nor more than it was told, nor a request behind another one’s body', async () => {
    const whole = JSON.stringify({ clientId, data });
    const smuggled = 'GET /v1/clients HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const refused = /^HTTP\/1\.1 400 [\s\S]*"type":"invalid_request"/;
    // Of two headers that differ about the length, a proxy may believe the other one.
    const both = { 'Content-Length': '6', 'Transfer-Encoding': 'chunked' };
    expect(await exchange(`${requestHead('POST', '/v1/livePhotos', both)}0\r\n\r\n${smuggled}`)).toMatch(
      refused,
    );
    const twice = requestHead('POST', '/v1/livePhotos', { 'Content-Length': String(whole.length) });
    const lies = twice.replace('Content-Length', 'Content-Length: 5\r\nContent-Length');
    expect(await exchange(lies + whole)).toMatch(refused);
    for (const coding of ['xchunked', 'chunked, identity', 'gzip, chunked, chunked']) {
      const odd = requestHead('POST', '/v1/livePhotos', { 'Transfer-Encoding': coding });
      expect(await exchange(`${odd}0\r\n\r\n`), coding).toMatch(/^HTTP\/1\.1 (?:400|411|501) /);
    }
    for (const size of ['-1', '0x10', '1e2', 'FFFFFFFFFFFFFFFF1', ' 5']) {
      const chunked = requestHead('POST', '/v1/livePhotos', { 'Transfer-Encoding': 'chunked' });
      expect(await exchange(`${chunked}${size}\r\n{}\r\n0\r\n\r\n`), size).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    // A body that is longer than it was called: what is left over is no request.
    const short = requestHead('POST', '/v1/livePhotos', { 'Content-Length': '2' });
    const answers = await exchange(`${short}{}garbage\r\n\r\n`);
    expect(answers).toMatch(/^HTTP\/1\.1 400 /);
    expect(answers).not.toMatch(/HTTP\/1\.1 2/);
    // Trailers are no headers: a key in one opens nothing.
    const without = requestHead('POST', '/v1/clients', {
      Authorization: 'none',
      'Transfer-Encoding': 'chunked',
    });
    const trailed = await exchange(`${without}2\r\n{}\r\n0\r\nAuthorization: ${server.liveKey}\r\n\r\n`);
    expect(trailed).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('answers what is HTTP and no request of ours in the documented shape, and closes', async () => {
    const refused = /^HTTP\/1\.1 400 [\s\S]*"type":"invalid_request"/;
    const get = (host: string, target = '/healthz') => `GET ${target} HTTP/1.1\r\n${host}\r\n`;
    for (const head of [
      get(''),
      'GET /healthz HTTP/1.0\r\n\r\n',
      get('Host:\r\n'),
      get('Host: a b\r\n'),
      get('Host: localhost/x@y\r\n'),
      get('Host: localhost\r\n', '/v1\\livePhotos'),
      'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ]) {
      const answer = await exchange(head);
      expect(answer, head).toMatch(refused);
      expect(answer, head).toMatch(/^connection: close\r$/im);
    }
    const tea = requestHead('POST', '/v1/clients', { Expect: 'tea', 'Content-Length': '2' });
    expect(await exchange(`${tea}{}`)).toMatch(/^HTTP\/1\.1 417 [\s\S]*"type":"invalid_request"/);
    const tunnel = await exchange('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');
    expect(tunnel).toMatch(/^HTTP\/1\.1 405 [\s\S]*"type":"method_not_allowed"/);
  });

  it('answers what is no HTTP', async () => {
    expect(await exchange('HELLO\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"type":"invalid_request"/);
    const huge = `GET /healthz HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`;
    expect(await exchange(huge)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

function requestHead(method: string, path: string, headers: Record<string, string>): string {
  const lines = Object.entries({
    Host: 'localhost',
    Authorization: server.liveKey,
    'Content-Type': 'application/json',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Sends `head` over a socket of its own. @returns all that came back until the other side closed. */
function exchange(head: string, then?: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  return new Promise((resolve) => {
    const { port, hostname } = new URL(server.url);
    let text = '';
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.setTimeout(240_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk;
      if (/^HTTP\/1\.1 [\s\S]*\r\n\r\n[\s\S]*\}$/.test(text)) socket.end();
    });
    socket.on('error', () => {});
    socket.on('end', () => socket.destroy());
    socket.on('close', () => resolve(text));
    socket.write(head);
    then?.(socket);
  });
}
