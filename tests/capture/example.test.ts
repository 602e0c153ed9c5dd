/** The example of `docs/browser.md`, run as it is written there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { boundBrowserTests, folder } from '../browser/chromium.ts';
import { startTestServer, type TestServer } from '../server/harness/server.ts';
import { launchWithCamera } from './capture-page.ts';
import { type Footage, openFootage } from './footage.ts';

boundBrowserTests();

const example = folder('tests/capture/example');
let footage: Footage | undefined;
let browser: Browser | undefined;
let api: TestServer | undefined;
let app: ChildProcess | undefined;
let copy: string | undefined;

afterAll(async () => {
  await browser?.close();
  app?.kill();
  await footage?.close();
  await api?.close();
  if (copy) await rm(copy, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

it('stores a photo for whoever follows the documentation', async () => {
  const documentation = await readFile(folder('docs/browser.md'), 'utf8');
  for (const file of ['index.html', 'app.js', 'server.mjs']) {
    expect(documentation, file).toContain(await readFile(join(example, file), 'utf8'));
  }

  copy = await mkdtemp(join(tmpdir(), 'livephoto-example-'));
  await cp(example, copy, { recursive: true });
  await symlink(folder('packages/browser/dist'), join(copy, 'livephoto'));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  api = await startTestServer({ LIVEPHOTO_CORS_ORIGINS: origin });
  const client = await api.createClient();
  app = spawn(process.execPath, ['server.mjs'], {
    cwd: copy,
    env: { ...process.env, KEY: api.liveKey, CLIENT: client, API: `${api.url}/v1`, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(app.stdout!, 'data');

  footage = await openFootage();
  browser = await launchWithCamera({ footage: await footage.file('straight') });
  const page = await browser.newPage();
  await page.goto(origin);
  await page.getByRole('button', { name: 'Start the camera' }).click();
  await page.getByRole('button', { name: 'Send the photo' }).click({ timeout: 120_000 });
  await page.getByText(/^Stored as [0-9a-f]{24}\.$/).waitFor();
  const { json } = await api.call('GET', `/v1/livePhotos?clientId=${client}`);
  expect(json.totalItems).toBe(1);
  expect(await page.locator('output').textContent()).toBe(`Stored as ${json.items[0].id}.`);
});
