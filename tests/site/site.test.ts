/** The site, built by its one command: every link leads somewhere, search finds, and the inspector inspects in the page. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { parseHTML } from 'linkedom';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folder, openChromium } from '../browser/chromium.ts';
import { violationsOf } from '../studio/axe.ts';

const dist = folder('site/dist');
let server: Server;
let base: string;
let browser: Browser;

beforeAll(async () => {
  await buildSite();
  server = await serve();
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

const html = () =>
  (readdirSync(dist, { recursive: true }) as string[]).filter(
    (name) => name.endsWith('.html') && !name.startsWith('reference/') && name !== '404.html',
  );

it('has every page of docs, with links and anchors that lead somewhere', () => {
  const pages = html();
  const docs = (readdirSync(folder('docs'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replace(/README\.md$/, 'index.md').replace(/\.md$/, '.html'));
  expect(docs.filter((name) => !pages.includes(name))).toEqual([]);
  const ids = new Map<string, Set<string>>();
  const links: [string, string][] = [];
  for (const name of pages) {
    const { document } = parseHTML(readFileSync(join(dist, name), 'utf8'));
    ids.set(name, new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)));
    for (const link of document.querySelectorAll('a[href]')) links.push([name, link.getAttribute('href')!]);
    for (const image of document.querySelectorAll('img[src]')) links.push([name, image.getAttribute('src')!]);
  }
  const broken = links.filter(([name, to]) => {
    if (/^(https?:|mailto:|data:)/.test(to)) return false;
    const url = new URL(to, `http://site/${name.replace(/\.html$/, '')}`);
    const file = fileOf(url.pathname);
    if (!file) return true;
    const anchor = decodeURIComponent(url.hash.slice(1));
    const known = ids.get(file);
    return anchor !== '' && known !== undefined && !known.has(anchor);
  });
  expect(broken).toEqual([]);
  // A page that lies elsewhere is in the repository.
  const source = 'https://github.com/livephoto/livephoto/blob/main/';
  const sources = links.flatMap(([, to]) =>
    to.startsWith(source) ? [to.slice(source.length).split('#')[0]!] : [],
  );
  expect(sources.length).toBeGreaterThan(10);
  expect(sources.filter((path) => !existsSync(folder(decodeURIComponent(path))))).toEqual([]);
});

it('shows diagrams as pictures in both themes, asks nobody for their fonts, and keeps their words', () => {
  for (const name of ['architecture', 'capture']) {
    const { document } = parseHTML(readFileSync(join(dist, `${name}.html`), 'utf8'));
    expect(document.querySelectorAll('.language-mermaid').length).toBe(0);
    const pictures = [...document.querySelectorAll('.diagram img')].map(
      (image) => image.getAttribute('src')!,
    );
    expect(pictures).toHaveLength(2);
    for (const path of pictures) {
      const svg = readFileSync(join(dist, path), 'utf8');
      expect(svg).toContain('</svg>');
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    }
    expect(document.querySelector('.diagram-text pre')?.textContent).toMatch(/^(flowchart|sequenceDiagram)/);
  }
});

it('inspects a photo in the page, finds what is looked for, and asks nobody else for anything', async () => {
  const page = await (await browser.newContext()).newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(base)) foreign.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(`${base}/try`);
  await page.getByLabel('A photo', { exact: true }).setInputFiles(folder('samples/masked.jpg'));
  const status = page.getByRole('status');
  await status.waitFor();
  expect((await status.textContent())?.trim()).toBe('refused');
  await page.getByText('Your mouth is covered', { exact: false }).first().waitFor();
  await page.getByLabel('A photo', { exact: true }).setInputFiles(folder('samples/selfie.jpg'));
  await status.getByText('accepted').waitFor();

  await page.goto(base);
  await page.getByRole('button', { name: 'Search' }).first().click();
  await page.getByRole('searchbox').fill('retention');
  await page.getByRole('option').first().waitFor();

  for (const address of ['/reference/', '/reference']) {
    await page.goto(base + address);
    await page.getByRole('link', { name: 'Upload a live photo' }).first().waitFor();
  }
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

it('is gone through by the keyboard on a phone: what is out of sight is no stop', async () => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 780 } })).newPage();
  await page.goto(`${base}/server`);
  const menu = page.getByRole('button', { name: 'Menu', exact: true });
  await menu.waitFor();
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    const box = await page.locator(':focus').boundingBox();
    expect(box && box.x + box.width > 0 && box.x < 390, `stop ${i}`).toBe(true);
  }
  await menu.press('Enter');
  const first = page.locator('.VPSidebar').getByRole('link', { name: 'Try a photo' });
  await first.waitFor();
  expect(await page.locator('.VPSidebarItem:not(.collapsible) > .item[tabindex]').count()).toBe(0);
  await page.keyboard.press('Escape');
  await first.waitFor({ state: 'hidden' });
});

it('can be read on a small phone in both themes, code and cells of sentences too, and nothing scrolls sideways', async () => {
  const page = await (await browser.newContext({ viewport: { width: 320, height: 700 } })).newPage();
  for (const path of ['/', '/jobs', '/browser', '/quality', '/reference/']) {
    await page.goto(base + path);
    if (path === '/reference/')
      await page.getByRole('heading', { name: 'Live photos', exact: true }).waitFor();
    const faint = (await violationsOf(page)).filter((each) => each.includes('color-contrast'));
    expect(faint, path).toEqual([]);
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth), path).toBe(320);
  }
  await page.goto(`${base}/quality`);
  const narrow = await page
    .locator('.vp-doc td')
    .evaluateAll((cells) =>
      cells
        .filter((cell) => cell.textContent!.length > 60 && cell.clientWidth < 200)
        .map((cell) => cell.textContent),
    );
  expect(narrow).toEqual([]);
});

it('names the icon on every page, the reference too, which no browser then looks for elsewhere', async () => {
  for (const path of ['/', '/accuracy', '/reference/']) {
    const { document } = parseHTML(await (await fetch(`${base}${path}`)).text());
    const icon = document.querySelector('link[rel=icon]')?.getAttribute('href');
    expect((await fetch(new URL(icon ?? 'none', `${base}${path}`))).status).toBe(200);
  }
});

it('draws its icons in high contrast, which takes backgrounds away', async () => {
  const page = await (await browser.newContext({ forcedColors: 'active' })).newPage();
  await page.goto(`${base}/server`);
  await page.getByRole('button', { name: 'Search' }).first().waitFor();
  const faint = await page.locator('[class^="vpi-"], [class*=" vpi-"], .vp-icon').evaluateAll((icons) =>
    icons
      .map((icon) => ({ icon: icon.className, ...getComputedStyle(icon) }))
      .filter((style) => style.maskImage !== 'none' && style.forcedColorAdjust !== 'none')
      .map(({ icon }) => icon),
  );
  expect(faint).toEqual([]);
});

it.each(['light', 'dark'] as const)('draws plots in the %s theme that its switch says', async (theme) => {
  const other = theme === 'dark' ? 'light' : 'dark';
  const page = await (await browser.newContext({ colorScheme: other })).newPage();
  await page.addInitScript((value) => localStorage.setItem('vitepress-theme-appearance', value), theme);
  await page.goto(`${base}/accuracy`);
  const shown = await page
    .locator('.vp-doc img')
    .evaluateAll((images) =>
      (images as HTMLImageElement[]).filter((image) => image.checkVisibility()).map(({ src }) => src),
    );
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((src) => !src.includes(`-${theme}.`))).toEqual([]);
  const svg = await (await fetch(shown[0]!)).text();
  expect(svg).not.toContain('prefers-color-scheme');
  expect(svg).toContain(theme === 'dark' ? '--page: #14171b' : '--page: #fff');
});

function buildSite(): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(process.execPath, ['build.mjs'], { cwd: folder('site') });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`site/build.mjs ended with ${code}:\n${output}`)),
    );
  });
}

/** The built file that a host of static files answers, relative to the site; undefined where there is none. */
function fileOf(path: string): string | undefined {
  const name = decodeURIComponent(path).slice(1);
  const names = name === '' || name.endsWith('/') ? [`${name}index.html`] : [name, `${name}.html`];
  return names.find((candidate) => extname(candidate) !== '' && existsSync(join(dist, candidate)));
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

async function serve(): Promise<Server> {
  const made = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    // As many hosts do: the page of a folder, at its address without the slash too.
    const file = fileOf(pathname) ?? fileOf(`${pathname}/`);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(await readFile(join(dist, file)));
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return made;
}
