/** The studio's files over real HTTP: what is served, with which rights, and what is said where nothing is built. */
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiEnv } from '../../packages/server/src/api/context.ts';
import { errorResponse } from '../../packages/server/src/api/error-response.ts';
import { securityHeaders } from '../../packages/server/src/api/security-headers.ts';
import { mountStudio } from '../../packages/server/src/api/studio.ts';
import type { HttpServer } from '../../packages/server/src/hosting/listening.ts';
import { serveStudio } from '../../packages/server/src/hosting/studio.ts';
import { silentLog } from '../../packages/server/src/log.ts';
import { startHttpServer } from '../../packages/server/src/node/http-server.ts';
import { startTestServer } from './harness/server.ts';

let folder: string;
let server: HttpServer;
const script = 'console.log(1)';
const model = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-studio-'));
  const [page, assets] = [join(folder, 'page'), join(folder, 'assets')];
  await mkdir(page);
  await mkdir(assets);
  await writeFile(join(folder, 'secret.txt'), 'outside');
  await writeFile(join(page, 'index.html'), '<!doctype html><title>studio</title>');
  await writeFile(join(page, 'capture.html'), '<!doctype html><title>capture</title>');
  await writeFile(join(page, 'main-ABC.js'), script);
  await writeFile(join(assets, 'model.onnx'), model);
  await writeFile(join(assets, 'worker.js'), script);
  await utimes(join(assets, 'worker.js'), 1e9, 1e9);
  const app = new Hono<ApiEnv>();
  app.use(async (c, next) => {
    c.set('logFields', {});
    await next();
  });
  app.use(securityHeaders({ crossOrigin: false }));
  app.onError((error, c) => errorResponse(error, c, silentLog));
  app.notFound((c) => c.json({ type: 'resource_not_found' }, 404));
  mountStudio(app, serveStudio({ page, assets }));
  // As the API does it for methods that a path has not.
  app.all('/studio/*', (c) => c.json({ type: 'method_not_allowed' }, 405));
  server = await startHttpServer({ fetch: app.fetch, host: '127.0.0.1', port: 0, requestTimeout: 5000 });
});
afterAll(async () => {
  await server.close(1000);
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

it('serves the page, asked about each time, and files for good', async () => {
  const page = await get('/');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch('text/html');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(await page.text()).toContain('studio');
  const file = await get('/studio/main-ABC.js');
  expect(await file.text()).toBe(script);
  expect(file.headers.get('content-type')).toMatch('text/javascript');
  expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

it('serves what the inspector loads, in parts too, and not again what did not change', async () => {
  const whole = await get('/studio/assets/model.onnx');
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(model);
  const part = await get('/studio/assets/model.onnx', { Range: 'bytes=990-' });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe('bytes 990-999/1000');
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(model.slice(990));
  const worker = await get('/studio/assets/worker.js');
  const since = worker.headers.get('last-modified') ?? '';
  expect(since).toBe('Sun, 09 Sep 2001 01:46:40 GMT');
  const again = await get('/studio/assets/worker.js', { 'If-Modified-Since': since });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  const changed = await get('/studio/assets/worker.js', {
    'If-Modified-Since': 'Sun, 09 Sep 2001 01:46:39 GMT',
  });
  expect(changed.status).toBe(200);
});

it('lets the page and its worker do what they need, and nothing else', async () => {
  for (const path of ['/', '/studio/main-ABC.js', '/studio/assets/worker.js']) {
    const { headers } = await get(path);
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map((part) => {
        const [name, ...values] = part.split(' ');
        return [name, values.join(' ')];
      }),
    );
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self' 'wasm-unsafe-eval'",
      'style-src': "'self'",
      'font-src': "'self'",
      'img-src': "'self' blob:",
      'connect-src': "'self'",
      'worker-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers.get('permissions-policy')).toBe('camera=(self), microphone=(), geolocation=()');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

it('serves nothing from outside its folders', async () => {
  for (const path of [
    '/studio/secret.txt',
    '/studio/..%2fsecret.txt',
    '/studio/%2e%2e/secret.txt',
    '/studio/assets/..%2f..%2fsecret.txt',
    '/studio/assets/..\\secret.txt',
    '/studio/assets/%5c..%5csecret.txt',
    '/studio/assets',
    '/studio/none.js',
  ]) {
    const answer = await get(path);
    expect(answer.status, path).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'resource_not_found' });
  }
});

it('serves the page of a capture session, which may use the camera and load nothing from elsewhere', async () => {
  const page = await get('/capture');
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('capture');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(page.headers.get('permissions-policy')).toContain('camera=(self)');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe-(inline|eval)(?<!wasm-unsafe-eval)|\*|https?:/);
});

it('says where a session is opened: at the address of the request, or at the one that is set', async () => {
  for (const [set, expected] of [
    [undefined, /^http:\/\/127\.0\.0\.1:\d+\/capture#eyJ/],
    ['https://photos.example/', /^https:\/\/photos\.example\/capture#eyJ/],
  ] as const) {
    const on = await startTestServer({
      LIVEPHOTO_STUDIO: 'on',
      ...(set ? { LIVEPHOTO_PUBLIC_URL: set } : {}),
    });
    try {
      const clientId = await on.createClient();
      const { json } = await on.call('POST', '/v1/captureSessions', { body: { clientId } });
      expect(json.url).toMatch(expected);
      expect(json.url.endsWith(`#${json.token}`)).toBe(true);
    } finally {
      await on.close();
    }
  }
});

it('says what there is instead where no page is built, or it is turned off', async () => {
  expect(serveStudio({ page: join(folder, 'none'), assets: folder })).toBeUndefined();
  const off = await startTestServer({ LIVEPHOTO_STUDIO: 'off' });
  try {
    expect(off.studio).toBe(false);
    for (const path of ['/', '/capture', '/studio/', '/studio/main.js']) {
      const { status, json, headers } = await off.call('GET', path);
      expect(status).toBe(404);
      expect(json).toEqual({
        type: 'resource_not_found',
        message:
          'There is no page here: the studio is not built, or turned off. The API is under /v1, and /docs explains it',
      });
      expect(headers.get('content-type')).toMatch('application/json');
    }
    const api = await off.call('GET', '/v1/clients');
    expect(api.headers.get('content-security-policy')).toContain("default-src 'none'; style-src");
  } finally {
    await off.close();
  }
});
