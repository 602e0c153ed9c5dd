/** Models over real HTTP, and from a server that does not serve them as it should. */
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { defaultModelFolder } from '../node/file-models.ts';
import { createUrlModelSource } from './url-models.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/models`;
}

it('fetches the manifest once, and every file that it lists', async () => {
  const asked: string[] = [];
  const url = await serve(({ url = '' }, response) => {
    asked.push(url);
    const file = join(defaultModelFolder(), url.replace('/models/', ''));
    if (existsSync(file)) createReadStream(file).pipe(response);
    else response.writeHead(404).end();
  });
  const source = createUrlModelSource(url);
  const { models, assets } = await source.manifest();
  for (const { name, size } of [...models, ...assets]) expect(await source.bytes(name)).toHaveLength(size);
  expect(asked.filter((path) => path.endsWith('manifest.json'))).toHaveLength(1);
});

it.each<[string, RequestListener, object]>([
  [
    'answers 404',
    (_, response) => response.writeHead(404).end(),
    { type: 'model_missing', message: expect.stringMatching(/manifest\.json answers 404/) },
  ],
  [
    'answers its page to everything',
    (_, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<html>'),
    { type: 'model_missing', message: expect.stringMatching(/manifest\.json answers a page/) },
  ],
  [
    'breaks off',
    (_, response) =>
      response.writeHead(200, { 'Content-Length': '1000' }).write('{', () => response.destroy()),
    { type: 'model_missing', message: expect.stringMatching(/manifest\.json (broke off|cannot be fetched)/) },
  ],
  [
    'has something else there',
    (_, response) => response.writeHead(200).end('{"version":2}'),
    { type: 'model_invalid', message: expect.stringMatching(/manifest\.json is damaged/) },
  ],
])('says what is missing where a server %s', async (_, listener, error) => {
  await expect(createUrlModelSource(await serve(listener)).manifest()).rejects.toMatchObject(error);
});

it('says so when nobody listens', async () => {
  const url = await serve(() => {});
  await new Promise((resolve) => server?.close(resolve));
  await expect(createUrlModelSource(url).manifest()).rejects.toMatchObject({
    type: 'model_missing',
    message: expect.stringMatching(/manifest\.json cannot be fetched/),
  });
});
