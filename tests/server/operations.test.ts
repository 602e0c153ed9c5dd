/** Who may ask how a server does, and under which name. */

import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
afterEach(() => server.close());

const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { headers });

it('tells readiness and metrics to the holders of a key alone, and that it lives to everybody', async () => {
  server = await startTestServer();
  for (const path of ['/readyz', '/metrics']) {
    expect((await get(server.url + path)).status).toBe(401);
    expect((await get(server.url + path, { Authorization: server.liveKey })).status).toBe(200);
  }
  expect((await get(`${server.url}/healthz`)).status).toBe(200);
});

it('tells them without a key on a port of their own, and nowhere else', async () => {
  server = await startTestServer({ LIVEPHOTO_OPERATIONS_PORT: '0' });
  const { operationsUrl } = server;
  for (const path of ['/readyz', '/metrics']) {
    expect((await get(server.url + path, { Authorization: server.liveKey })).status).toBe(404);
    expect((await get(operationsUrl + path)).status).toBe(200);
  }
  expect(await (await get(`${operationsUrl}/metrics`)).text()).toContain('livephoto_');
  expect((await get(`${operationsUrl}/v1/clients`, { Authorization: server.liveKey })).status).toBe(404);
});

it('writes nothing to say that it is ready', async () => {
  server = await startTestServer({ LIVEPHOTO_OPERATIONS_PORT: '0' });
  const images = `${server.dataFolder}/images`;
  const before = await readdir(images);
  const asked = Promise.all(Array.from({ length: 50 }, () => get(`${server.operationsUrl}/readyz`)));
  for (let i = 0; i < 50; i++) expect(await readdir(images)).toEqual(before);
  for (const { status } of await asked) expect(status).toBe(200);
});

/** `fetch` does not let a caller choose the host. */
function statusFor(url: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text.slice(9, 12)));
    socket.on('error', reject);
  });
}

it('answers on its own machine to the names of that alone', async () => {
  server = await startTestServer();
  const { port } = new URL(server.url);
  for (const host of [`127.0.0.1:${port}`, 'localhost', 'LOCALHOST:1', `[::1]:${port}`]) {
    expect(await statusFor(server.url, host)).toBe('200');
  }
  for (const host of ['attacker.example', `localhost.attacker.example:${port}`, '127.0.0.1.nip.io']) {
    expect(await statusFor(server.url, host)).toBe('403');
  }
});

it('answers to the names that it is given, and with * to any', async () => {
  server = await startTestServer({ LIVEPHOTO_ALLOWED_HOSTS: 'API.example.com,localhost' });
  expect(await statusFor(server.url, 'api.example.com:443')).toBe('200');
  expect(await statusFor(server.url, '127.0.0.1')).toBe('403');
  await server.close();
  server = await startTestServer({ LIVEPHOTO_ALLOWED_HOSTS: '*' });
  expect(await statusFor(server.url, 'anything.example')).toBe('200');
});
