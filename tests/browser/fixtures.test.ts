/** Three apps as their developers would write them: a plain page, one bundled by esbuild, one by Vite; built and used. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createServer as createViteServer, build as viteBuild } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppServer, serveApp } from './app-server.ts';
import { boundBrowserTests, folder, openChromium, strictPolicy } from './chromium.ts';

boundBrowserTests();

const run = promisify(execFile);
const fixtures = folder('tests/browser/fixtures');
const copyAssets = (target: string, ...flags: string[]) =>
  run(process.execPath, [folder('packages/browser/dist/copy-assets.js'), target, ...flags]);

let browser: Browser;
let context: BrowserContext;
let built: string;
const servers: AppServer[] = [];

beforeAll(async () => {
  browser = await openChromium();
  built = await mkdtemp(join(tmpdir(), 'livephoto-apps-'));
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map((server) => server.close()));
  await rm(built, { recursive: true });
});

async function serve(mounts: Record<string, string>, policy = strictPolicy): Promise<AppServer> {
  const app = await serveApp(mounts);
  app.headers = { 'Content-Security-Policy': policy };
  servers.push(app);
  return app;
}

async function openApp(url: string): Promise<Page> {
  context = await browser.newContext();
  return visit(url);
}

async function visit(url: string): Promise<Page> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
  });
  await page.goto(url);
  await expect.poll(() => page.textContent('output'), { timeout: 120_000 }).toBe('Choose a photo.');
  expect(problems).toEqual([]);
  return page;
}

/** What the app says of a sample. */
async function verdict(page: Page, photo: string): Promise<string> {
  await page.setInputFiles('input', folder(`samples/${photo}`));
  const said = () => page.textContent('output');
  await expect.poll(said, { timeout: 120_000 }).not.toMatch(/Choose|Looking/);
  const text = await said();
  await page.evaluate(() => {
    document.querySelector('output')!.textContent = 'Choose a photo.';
  });
  return text!;
}

async function expectVerdicts(page: Page): Promise<void> {
  expect(await verdict(page, 'selfie.jpg')).toBe('Accepted.');
  expect(await verdict(page, 'masked.jpg')).toMatch(/mouth/i);
  expect(await verdict(page, 'truncated.jpg')).toMatch(/cut short, \d+ % of the picture is there/);
}

describe('a plain page', () => {
  it('works with the package’s folder beside it, as the documentation has it', async () => {
    const documentation = await readFile(folder('docs/browser.md'), 'utf8');
    for (const file of ['index.html', 'app.js', 'service-worker.js']) {
      expect(documentation, file).toContain(await readFile(join(fixtures, 'plain', file), 'utf8'));
    }
    const app = await serve({ '/': join(fixtures, 'plain'), '/livephoto/': folder('packages/browser/dist') });
    await expectVerdicts(await openApp(app.origin));
  });

  it('works without a server when it keeps its own files', async () => {
    const app = await serve({ '/': join(fixtures, 'plain'), '/livephoto/': folder('packages/browser/dist') });
    const first = await openApp(app.origin);
    await first.evaluate(async () => {
      await navigator.serviceWorker.register('service-worker.js');
      await navigator.serviceWorker.ready;
    });
    await visit(app.origin);
    await app.close();
    const offline = await visit(app.origin);
    expect(await verdict(offline, 'selfie.jpg')).toBe('Accepted.');
  });
});

describe('an app bundled by esbuild', () => {
  it('works with the assets beside its bundle', async () => {
    const target = join(built, 'esbuild');
    await esbuild({
      entryPoints: [join(fixtures, 'esbuild/main.ts')],
      bundle: true,
      format: 'esm',
      minify: true,
      outdir: target,
      logLevel: 'error',
    });
    await cp(join(fixtures, 'esbuild/index.html'), join(target, 'index.html'));
    const { stdout } = await copyAssets(join(target, 'assets'));
    expect(stdout).toMatch(/face-landmarker\.onnx/);
    expect(stdout).not.toMatch(/asyncify/);
    const app = await serve({ '/': target });
    await expectVerdicts(await openApp(app.origin));
  });
});

describe('an app of Vite', () => {
  it('works built, with the assets in its public folder', async () => {
    const target = join(built, 'vite');
    const publicDir = join(built, 'public');
    await copyAssets(join(publicDir, 'livephoto'));
    await viteBuild({
      root: join(fixtures, 'vite'),
      publicDir,
      logLevel: 'error',
      build: { outDir: target, target: 'es2022' },
    });
    const app = await serve({ '/': target });
    await expectVerdicts(await openApp(app.origin));
  });

  it('works in its development server', async () => {
    const publicDir = join(built, 'public');
    const server = await createViteServer({
      root: join(fixtures, 'vite'),
      cacheDir: join(built, 'vite-cache'),
      publicDir,
      logLevel: 'error',
      server: { host: 'localhost', port: 0, fs: { strict: false } },
    });
    await server.listen();
    try {
      const page = await openApp(server.resolvedUrls!.local[0]!);
      expect(await verdict(page, 'selfie.jpg')).toBe('Accepted.');
    } finally {
      await server.close();
    }
  });
});

describe('the command that copies the assets', () => {
  it('says how it is used, and what it cannot do', async () => {
    const failed = async (...args: string[]) =>
      run(process.execPath, [folder('packages/browser/dist/copy-assets.js'), ...args]).then(
        () => undefined,
        ({ code, stderr }) => ({ code, stderr }),
      );
    expect(await failed()).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
    expect(await failed('a', 'b')).toMatchObject({ code: 2 });
    expect(await failed('--models')).toMatchObject({ code: 2, stderr: expect.stringContaining('--models') });
    const { stdout } = await copyAssets('--help');
    expect(stdout).toContain('livephoto-browser-assets FOLDER');
  });
});

describe('the entry', () => {
  it('is small: what a page loads before it starts an inspector', async () => {
    const { outputFiles } = await esbuild({
      stdin: {
        contents: "export { createInspector } from '@livephoto/browser';",
        resolveDir: fixtures,
      },
      bundle: true,
      format: 'esm',
      minify: true,
      write: false,
    });
    const gzip = gzipSync(outputFiles[0]!.contents).length;
    console.log(`The entry has ${(gzip / 1024).toFixed(1)} KB gzip`);
    expect(gzip).toBeLessThanOrEqual(30 * 1024);
  });
});
