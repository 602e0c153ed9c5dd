/**
 * Every example, installed from the packed packages, built and used. Next takes minutes on a small machine: it is tried by
 * `pnpm examples`, which sets EXAMPLES=all.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppServer, serveApp } from '../../tests/browser/app-server.ts';
import { folder as repository } from '../../tests/browser/chromium.ts';
import { bun } from '../bun/run.ts';
import { launchChromium } from '../chromium/run.ts';
import { deno } from '../deno/run.ts';
import { openWorkplace, sample, type Workplace } from './workplace.ts';

const withNext = process.env.EXAMPLES === 'all';
const all = readdirSync(repository('examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const names = all.filter((name) => name !== 'next' || withNext);

let workplace: Workplace;
let browser: Browser;
beforeAll(async () => {
  workplace = await openWorkplace(names);
  browser = await launchChromium('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream');
});
afterAll(async () => {
  await browser?.close();
  await workplace?.close();
});

it('are all tried', () => {
  expect(all.sort()).toEqual([
    'bun',
    'cloudflare-worker',
    'deno',
    'express',
    'hono-node',
    'next',
    'script-tag',
    'vite',
  ]);
});

/** A server that checks uploads: a good photo, a bad one, no photo. */
async function expectChecks(url: string): Promise<void> {
  const post = async (body: Uint8Array<ArrayBuffer> | string) => {
    const headers = { 'Content-Type': 'image/jpeg' };
    const response = await fetch(`${url}/selfie`, { method: 'POST', headers, body });
    return [response.status, await response.json()];
  };
  expect(await post(new Uint8Array(await sample('selfie.jpg')))).toEqual([
    200,
    { accepted: true, reasons: [] },
  ]);
  const [status, refused] = await post(new Uint8Array(await sample('masked.jpg')));
  expect(status).toBe(422);
  expect(refused.accepted).toBe(false);
  expect(refused.reasons.join(' ')).toMatch(/mask/i);
  const [unreadable, said] = await post('This is text.');
  expect(unreadable).toBe(400);
  expect(said).toMatchObject({ type: 'invalid_request', message: expect.stringMatching(/JPG|JPEG/) });
}

describe.each([
  ['express', () => [process.execPath, 'server.mjs']],
  ['hono-node', () => [process.execPath, 'server.mjs']],
  ['bun', () => [bun().file, 'server.mjs']],
  ['deno', () => [deno().file, 'run', '--quiet', '--allow-read', '--allow-net', '--allow-env', 'server.mjs']],
] as const)('%s', (name, command) => {
  it('checks uploads, and ends when it is told to', async () => {
    const [file, ...args] = command() as [string, ...string[]];
    const server = await workplace.start(name, file, args);
    await expectChecks(server.url);
    expect(await server.stop()).toBe(0);
  });
});

it('cloudflare-worker checks uploads in workerd', async () => {
  await workplace.run('cloudflare-worker', process.execPath, ['build.mjs']);
  const dist = join(workplace.folder('cloudflare-worker'), 'dist');
  const types = { '.js': 'ESModule', '.wasm': 'CompiledWasm', '.onnx': 'Data' } as const;
  const modules = readdirSync(dist)
    .sort((a, b) => Number(b === 'worker.js') - Number(a === 'worker.js'))
    .flatMap((name) => {
      const type = types[name.slice(name.lastIndexOf('.')) as keyof typeof types];
      return type ? [{ type, path: join(dist, name), contents: readFileSync(join(dist, name)) }] : [];
    });
  const worker = new Miniflare({ modules, modulesRoot: dist, compatibilityDate: '2026-04-24' });
  try {
    await expectChecks((await worker.ready).href.replace(/\/$/, ''));
  } finally {
    await worker.dispose();
  }
});

/** A page with the capture element and a choice of files: both are used. */
async function expectPage(url: string): Promise<void> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url);
  for (const [photo, said] of [
    ['selfie.jpg', 'accepted'],
    ['masked.jpg', 'refused'],
  ] as const) {
    await page.setInputFiles('p input', repository(`samples/${photo}`));
    await expect.poll(() => page.textContent('output')).toBe(said);
  }
  // The element itself: it starts, inspects a file, and its event is heard by the app.
  await page.evaluate(async () => {
    const capture = document.querySelector('live-photo-capture') as HTMLElement & {
      chooseFile(file: Blob): Promise<void>;
    };
    const photo = await (await fetch('selfie.jpg')).blob();
    await capture.chooseFile(photo);
  });
  await page
    .locator('live-photo-capture')
    .getByRole('button', { name: /use|send/i })
    .click();
  await expect.poll(() => page.textContent('output')).toMatch(/^\d+ bytes, accepted$/);
  expect(problems).toEqual([]);
  await page.close();
}

/** Static files, with the photo that the element is given. */
async function served(mounts: Record<string, string>, use: (app: AppServer) => Promise<void>): Promise<void> {
  const app = await serveApp(mounts);
  const photo = await sample('selfie.jpg');
  app.override = (path) => {
    if (path.endsWith('/selfie.jpg')) return { status: 200, type: 'image/jpeg', body: photo };
    return path === '/favicon.ico' ? { status: 204 } : undefined;
  };
  try {
    await use(app);
    const foreign = app.requests.filter(({ path }) => /webgpu|asyncify/.test(path));
    expect(foreign).toEqual([]);
  } finally {
    await app.close();
  }
}

it('script-tag works in a page', async () => {
  await workplace.run('script-tag', 'npm', ['run', 'build']);
  const target = join(workplace.folder('script-tag'), 'public');
  await served({ '/': target }, ({ origin }) => expectPage(`${origin}/`));
});

it('vite works built, below a base, with assets that its plugin put there', async () => {
  await workplace.run('vite', 'npm', ['run', 'build']);
  const target = join(workplace.folder('vite'), 'dist');
  expect(readdirSync(join(target, 'livephoto'))).toContain('worker.js');
  await served({ '/app/': target }, ({ origin }) => expectPage(`${origin}/app/`));
});

it('vite works in its development server, which serves what its plugin knows of', async () => {
  const home = workplace.folder('vite');
  await mkdir(join(home, 'public'));
  await copyFile(repository('samples/selfie.jpg'), join(home, 'public/selfie.jpg'));
  await writeFile(join(home, 'public/favicon.ico'), '');
  const bin = join(home, '../node_modules/vite/bin/vite.js');
  const server = await workplace.start('vite', process.execPath, [bin, '--port', '0', '--host', 'localhost']);
  await expectPage(`${server.url}/`);
  await server.stop();
});

describe.runIf(withNext)('next', () => {
  it.each(['turbopack', 'webpack'])('works built with %s', async (bundler) => {
    const env = { DIST: `.next-${bundler}`, NEXT_TELEMETRY_DISABLED: '1' };
    const home = workplace.folder('next');
    await workplace.run('next', 'npm', ['run', 'build', '--', `--${bundler}`], env);
    await copyFile(repository('samples/selfie.jpg'), join(home, 'public/selfie.jpg'));
    await writeFile(join(home, 'public/favicon.ico'), '');
    const client = join(home, env.DIST, 'static');
    const scripts = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.js'),
    );
    // No path of the machine that built it goes out.
    const telling = scripts.filter((name) => readFileSync(join(client, name), 'utf8').includes(home));
    expect(telling).toEqual([]);
    const next = createRequire(join(home, 'package.json')).resolve('next/dist/bin/next');
    const server = await workplace.start('next', process.execPath, [next, 'start', '-H', 'localhost'], env);
    await expectPage(server.url);
    await server.stop();
  });
});
