/** What callers get wrong, over real HTTP: each time the documented answer, nothing stored, the process alive. */
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from './store/sqlite.ts';
import { type Answer, ada, readSample, startTestServer, type TestServer } from './testing/server.ts';

const selfie = await readSample('selfie.jpg');
const data = selfie.toString('base64');
const missing = 'f'.repeat(24);

let server: TestServer;
let clientId: string;
let testClientId: string;
beforeAll(async () => {
  server = await startTestServer({ LIVEPHOTO_REQUEST_TIMEOUT: '2' });
  clientId = await server.createClient();
  testClientId = await server.createClient(server.testKey);
});
afterAll(() => server?.close());

const upload = (body: unknown, options: object = {}) =>
  server.call('POST', '/v1/livePhotos', { body, ...options });
const outline = ({ status, json }: Answer) => ({ status, ...json });
const invalid = (message: string, param?: string) => ({
  status: 400,
  type: 'invalid_request',
  message,
  ...(param ? { param } : {}),
});

/** After each test: alive, and of every live photo only those that were acknowledged. */
const acknowledged = new Set<string>();
afterEach(async () => {
  expect((await server.call('GET', '/healthz')).status).toBe(200);
  for (const [id, key] of [
    [clientId, server.liveKey],
    [testClientId, server.testKey],
  ]) {
    const { json } = await server.call('GET', `/v1/livePhotos?clientId=${id}`, { key: key! });
    for (const photo of json.items) expect(acknowledged).toContain(photo.id);
  }
  const leaks = server.logLines.filter((line) => /"level":"error"/.test(line));
  expect(leaks).toEqual([]);
});

describe('keys', () => {
  it('answers 401 to a key that is missing, wrong, cut, or revoked, before the body is read', async () => {
    const { keyId, secret } = await makeKey();
    expect((await server.call('GET', '/v1/clients', { key: secret })).status).toBe(200);
    await revokeKey(keyId);
    const wrong = ['', 'Bearer', 'live_', server.liveKey.slice(0, -1), server.liveKey.toUpperCase(), secret];
    for (const key of [...wrong, `${server.liveKey}x`, 'live_\u00e9']) {
      const answer = await upload({ clientId, data }, { key });
      expect(outline(answer)).toEqual({
        status: 401,
        type: 'unauthorized',
        message: "The 'Authorization' header is invalid",
      });
    }
  });

  it('takes the key raw and as a bearer token', async () => {
    for (const key of [server.liveKey, `Bearer ${server.liveKey}`, `bearer  ${server.liveKey} `]) {
      expect((await server.call('GET', '/v1/clients', { key })).status).toBe(200);
    }
  });

  it('knows no client or photo of the other mode', async () => {
    const created = await upload({ clientId, data });
    acknowledged.add(created.json.id);
    const { testKey: key } = server;
    const invalidClient = {
      status: 404,
      type: 'resource_not_found',
      message: `Invalid client id '${clientId}'`,
    };
    expect(outline(await upload({ clientId, data }, { key }))).toEqual(invalidClient);
    expect(outline(await server.call('GET', `/v1/livePhotos?clientId=${clientId}`, { key }))).toEqual(
      invalidClient,
    );
    expect(outline(await server.call('DELETE', `/v1/clients/${clientId}`, { key }))).toEqual(invalidClient);
    const path = `/v1/livePhotos/${created.json.id}`;
    for (const [method, suffix] of [
      ['GET', ''],
      ['GET', '/download'],
      ['GET', '/inspections'],
      ['POST', '/redact'],
      ['DELETE', ''],
    ] as const) {
      const answer = await server.call(method, path + suffix, { key });
      expect(outline(answer)).toMatchObject({ status: 404, type: 'resource_not_found' });
    }
    expect((await server.call('GET', `${path}/download`)).status).toBe(200);
  });
});

describe('images', () => {
  it('takes base64 with line breaks, with a data-URL prefix, and all other forms of body', async () => {
    const form = (values: Record<string, string | Blob>) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(values)) body.set(name, value);
      return body;
    };
    const blob = new Blob([new Uint8Array(selfie)], { type: 'image/jpg' });
    const bodies: Promise<Answer>[] = [
      upload({ clientId, data: data.replace(/(.{76})/g, '$1\r\n') }),
      upload({ clientId, data: `data:image/jpeg;base64,${data}`, performLivenessCheck: null }),
      upload(JSON.stringify({ clientId, data }), { headers: { 'Content-Type': 'text/plain' } }),
      upload(form({ clientId, data: blob, performLivenessCheck: 'false' })),
      upload(form({ clientId, data })),
      server.upload(clientId, selfie),
      server.upload(clientId, selfie, { headers: { 'Content-Type': 'application/octet-stream' } }),
    ];
    for (const body of bodies) {
      const answer = await body;
      expect(answer.status).toBe(200);
      acknowledged.add(answer.json.id);
      const download = await server.call('GET', `/v1/livePhotos/${answer.json.id}/download`);
      expect(download.json.data).toBe(data);
    }
  });

  it('refuses what is too small or too large with the reference’s words', async () => {
    const size = invalid('Image file size should be between 34KB and 4MB', 'data');
    const ofSize = (length: number) =>
      Buffer.concat([selfie.subarray(0, Math.min(length, 2000)), Buffer.alloc(length)]).subarray(0, length);
    for (const length of [0, 1, 34 * 1024 - 1, 4 * 1024 * 1024 + 1]) {
      expect(outline(await upload({ clientId, data: ofSize(length).toString('base64') }))).toEqual(size);
      expect(outline(await server.upload(clientId, ofSize(length)))).toEqual(size);
    }
  });

  it('refuses broken base64, text, and types that belie the bytes', async () => {
    expect(outline(await upload({ clientId, data: `${data.slice(0, 50_000)}!${data}` }))).toEqual(
      invalid('The data is not base64: character 50001 does not belong there', 'data'),
    );
    const text = Buffer.from('This is no photo. '.repeat(3000)).toString('base64');
    const answer = await upload({ clientId, data: text });
    expect(outline(answer)).toMatchObject({ status: 400, type: 'invalid_request', param: 'data' });
    for (const body of [
      { clientId, data: `data:image/png;base64,${data}` },
      { clientId, data: `data:text/plain;base64,${data}` },
    ]) {
      expect((await upload(body)).json.message).toMatch(/^The image is image\/jpeg, but was declared as /);
    }
    const declared = await server.upload(clientId, selfie, { headers: { 'Content-Type': 'image/png' } });
    expect(outline(declared)).toEqual(
      invalid('The image is image/jpeg, but was declared as image/png', 'data'),
    );
    const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(40_000, 7)]);
    const foreign = await server.upload(clientId, gif, { headers: { 'Content-Type': 'image/gif' } });
    expect(outline(foreign)).toMatchObject({ status: 400, param: 'data' });
  });

  it('answers a damaged image with 422, whatever the key', async () => {
    const truncated = await readSample('truncated.jpg');
    for (const [id, key] of [
      [clientId, server.liveKey],
      [testClientId, server.testKey],
    ] as const) {
      const answer = await server.upload(id, truncated, { key });
      expect(outline(answer)).toMatchObject({ status: 422, type: 'image_unreadable', param: 'data' });
    }
  });

  it('answers a refused photo with every finding, and keeps nothing of it', async () => {
    const answer = await server.upload(clientId, await readSample('no-face.jpg'));
    expect(outline(answer)).toMatchObject({ status: 422, type: 'face_not_detected', param: 'data' });
    expect(answer.json.inspections[0]).toMatchObject({ code: 'face_not_detected' });
  });
});

describe('JSON', () => {
  it('names the field that is wrong', async () => {
    const cases: [body: unknown, message: string, param?: string][] = [
      [{ data }, 'clientId: clientId is required', 'clientId'],
      [{ clientId }, 'data: must be the image as base64', 'data'],
      [{ clientId, data: 5 }, 'data: must be the image as base64', 'data'],
      [{ clientId, data: [data] }, 'data: must be the image as base64', 'data'],
      [{ clientId: {}, data }, 'clientId: clientId is required', 'clientId'],
      [{ clientId: 'me', data }, "Invalid client id 'me'", 'clientId'],
      [
        { clientId, data, performLivenessCheck: 'yes' },
        'performLivenessCheck: must be true or false',
        'performLivenessCheck',
      ],
    ];
    for (const [body, message, param] of cases) {
      expect(outline(await upload(body))).toEqual(invalid(message, param));
    }
    for (const body of ['', '{', 'null', '[]', '"x"', '5', '\u0000', '{"clientId":"x"}garbage']) {
      const answer = await upload(body, { headers: { 'Content-Type': 'application/json' } });
      expect(outline(answer)).toMatchObject({ status: 400, type: 'invalid_request' });
    }
    const latin1 = await upload(Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]));
    expect(outline(latin1)).toEqual(invalid('The request body is not valid JSON'));
  });

  it('checks clients', async () => {
    const cases: [body: object, param: string][] = [
      [{}, 'type'],
      [{ ...ada, type: 'robot' }, 'type'],
      [{ ...ada, email: 'nobody' }, 'email'],
      [{ ...ada, personDetails: undefined }, 'personDetails'],
      [{ ...ada, personDetails: { firstName: 'Ada' } }, 'personDetails.lastName'],
      [{ ...ada, personDetails: { firstName: '', lastName: 'L' } }, 'personDetails.firstName'],
      [{ type: 'company', email: ada.email }, 'companyDetails'],
    ];
    for (const [body, param] of cases) {
      const answer = await server.call('POST', '/v1/clients', { body });
      expect(outline(answer)).toMatchObject({ status: 400, type: 'invalid_request', param });
    }
    const change = await server.call('POST', `/v1/clients/${clientId}`, { body: { email: 'nobody' } });
    expect(outline(change)).toMatchObject({ status: 400, param: 'email' });
  });

  it('keeps what a client is given, whatever its names and characters', async () => {
    const body = {
      ...ada,
      metadata: {
        constructor: 'x',
        toString: 1,
        text: 'ü\u0000\ud800 𝄞 \u202e',
        list: [1, [2, { a: null }]],
      },
      id: missing,
      createdAt: 'never',
    };
    const { json } = await server.call('POST', '/v1/clients', {
      body: JSON.stringify(body).replace('"metadata":{', '"metadata":{"__proto__":{"polluted":true},'),
    });
    expect(json.id).not.toBe(missing);
    const got = (await server.call('GET', `/v1/clients/${json.id}`)).json;
    expect(got).toEqual(json);
    expect(got.metadata.text).toBe(body.metadata.text);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('survives bombs: nesting, width, size', async () => {
    const post = (path: string, body: string) => server.call('POST', path, { body });
    const nested = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const deep = await post('/v1/clients', `{"type":"person","metadata":${nested}}`);
    expect(outline(deep)).toEqual(invalid('The request body is nested deeper than 16 levels'));
    const deepUpload = await post('/v1/livePhotos', `{"data":${'['.repeat(2e6)}${']'.repeat(2e6)}}`);
    expect(deepUpload.status).toBe(400);
    const wide = `{${Array.from({ length: 400_000 }, (_, i) => `"k${i}":1`).join(',')}}`;
    expect(outline(await post('/v1/livePhotos', wide))).toMatchObject({ status: 400, param: 'clientId' });
    expect((await post('/v1/clients', wide)).status).toBe(413);
  });
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

  it('answers what is no HTTP', async () => {
    expect(await exchange('HELLO\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"type":"invalid_request"/);
    const huge = `GET /healthz HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`;
    expect(await exchange(huge)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('routes and parameters', () => {
  it('answers 404 to unknown paths, 405 with Allow to unknown methods', async () => {
    for (const path of [
      '/',
      '/v2/livePhotos',
      '/v1/livephotos',
      `/v1/livePhotos/${missing}/x`,
      '/..%2f',
      '/v1/%00',
    ]) {
      const answer = await server.call('GET', path);
      expect(outline(answer)).toMatchObject({ status: 404, type: 'resource_not_found' });
    }
    const cases = {
      'PUT /v1/livePhotos': 'POST, GET, HEAD',
      [`PATCH /v1/livePhotos/${missing}`]: 'GET, HEAD, DELETE',
      [`GET /v1/livePhotos/${missing}/redact`]: 'POST',
      'DELETE /healthz': 'GET, HEAD',
      'OPTIONS /v1/clients': 'POST, GET, HEAD',
    };
    for (const [call, allow] of Object.entries(cases)) {
      const [method, path] = call.split(' ') as [string, string];
      const answer = await server.call(method, path);
      expect(outline(answer)).toMatchObject({ status: 405, type: 'method_not_allowed' });
      expect(answer.headers.get('allow')).toBe(allow);
    }
  });

  it('takes doubled and trailing slashes, and JSON types without a body', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const created = await server.call('POST', '/v1//livePhotos/', { body: { clientId, data } });
    expect(created.status).toBe(200);
    const path = `/v1//livePhotos/${created.json.id}/`;
    expect((await server.call('GET', path, { headers })).json).toEqual(created.json);
    expect((await server.call('GET', `/v1/livePhotos/?clientId=${clientId}`, { headers })).status).toBe(200);
    const redact = await server.call('POST', `${path}/redact/`, { headers, body: 'null' });
    expect(outline(redact)).toEqual({ status: 200 });
    expect((await server.call('DELETE', path, { headers })).status).toBe(204);
  });

  it('refuses pages, sizes, dates and ids that are none', async () => {
    const list = (query: string) => server.call('GET', `/v1/livePhotos?clientId=${clientId}&${query}`);
    for (const [query, param] of [
      ['page=0', 'page'],
      ['page=-1', 'page'],
      ['page=1.5', 'page'],
      ['page=1e3', 'page'],
      ['page=99999999999999999999', 'page'],
      ['page=', 'page'],
      ['pageSize=0', 'pageSize'],
      ['pageSize=1001', 'pageSize'],
      ['createdAfter=yesterday', 'createdAfter'],
      ['createdBefore=2026-13-45', 'createdBefore'],
      ['updatedAfter=1', 'updatedAfter'],
    ] as const) {
      expect(outline(await list(query))).toMatchObject({ status: 400, type: 'invalid_request', param });
    }
    expect((await list('page=9999999&pageSize=1000&createdAfter=2020-01-01')).json.items).toEqual([]);
    for (const id of ['x', missing.toUpperCase(), `${missing}0`, '%27%20OR%201=1', '..', '%F0%9F%98%80']) {
      for (const path of [`/v1/livePhotos/${id}`, `/v1/clients/${id}`, `/v1/livePhotos/${id}/download`]) {
        expect((await server.call('GET', path)).status).toBe(404);
      }
    }
  });

  it('takes odd headers', async () => {
    const odd = { 'Idempotency-Key': 'has space', 'X-Request-Id': '../../etc/passwd' };
    const answer = await upload({ clientId, data }, { headers: odd });
    expect(outline(answer)).toMatchObject({ status: 400, param: 'Idempotency-Key' });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{24}$/);
    const named = await server.call('GET', '/healthz', { headers: { 'X-Request-Id': 'mine-1' } });
    expect(named.headers.get('x-request-id')).toBe('mine-1');
  });
});

describe('races', () => {
  it('deletes once when two do it at once; redact then download is 404', async () => {
    const { json } = await upload({ clientId, data });
    const path = `/v1/livePhotos/${json.id}`;
    expect((await server.call('POST', `${path}/redact`)).status).toBe(200);
    expect((await server.call('POST', `${path}/redact`)).status).toBe(200);
    expect((await server.call('GET', `${path}/download`)).status).toBe(404);
    const both = await Promise.all([server.call('DELETE', path), server.call('DELETE', path)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([204, 404]);
  });

  it('stores once for one Idempotency-Key, and refuses another body under it', async () => {
    const headers = { 'Idempotency-Key': 'order-66' };
    const answers = await Promise.all([1, 2, 3].map(() => server.upload(clientId, selfie, { headers })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
    acknowledged.add(answers[0]!.json.id);
    const other = await server.upload(clientId, await readSample('sample1.jpg'), { headers });
    expect(outline(other)).toEqual(
      invalid('The Idempotency-Key was used for another upload', 'Idempotency-Key'),
    );
  });

  it('answers 503 with Retry-After to more uploads than it has room for, and stores the others', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => server.upload(clientId, selfie)));
    const stored = answers.filter((answer) => answer.status === 200);
    const refused = answers.filter((answer) => answer.status === 503);
    expect(stored.length + refused.length).toBe(60);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
    expect(refused[0]!.json.type).toBe('service_unavailable');
    for (const answer of stored) acknowledged.add(answer.json.id);
  });
});

it('logs no image, no key and nobody’s details', () => {
  const log = server.logLines.join('');
  expect(log).toContain('"route":"/v1/livePhotos"');
  for (const secret of [server.liveKey, server.testKey, ada.email, 'Lovelace', data.slice(1000, 1040)]) {
    expect(log).not.toContain(secret);
  }
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
    socket.setTimeout(20_000, () => socket.destroy());
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

/** Makes a key beside the server, as the command line does. */
async function makeKey() {
  const { createApiKeys } = await import('./keys/api-keys.ts');
  const { newId } = await import('./testing/records.ts');
  const database = openSqlite(`${server.dataFolder}/livephoto.db`);
  const { key, secret } = await createApiKeys(database, Date.now, newId).create('live', 'short-lived');
  await database.close();
  return { keyId: key.id, secret };
}

async function revokeKey(id: string) {
  const { createApiKeys } = await import('./keys/api-keys.ts');
  const { newId } = await import('./testing/records.ts');
  const database = openSqlite(`${server.dataFolder}/livephoto.db`);
  await createApiKeys(database, Date.now, newId).revoke(id);
  await database.close();
}
