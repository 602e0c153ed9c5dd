/**
 * Takes the pictures of the studio in `docs/images/`, from the built product and the sample photos:
 * `node tests/studio/take-screenshots.mjs [FOLDER]`.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = process.argv[2] ?? join(root, 'docs/images');
const sample = (name) => join(root, 'samples', name);

const data = await mkdtemp(join(tmpdir(), 'livephoto-screenshots-'));
const server = spawn(
  process.execPath,
  [join(root, 'packages/cli/dist/main.js'), 'serve', '--data', data, '--port', '0'],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LIVEPHOTO_LOG_LEVEL: 'warn' } },
);
const output = await new Promise((resolve) => {
  let text = '';
  server.stdout.on('data', (chunk) => {
    text += chunk;
    if (/listens on .*\n/.test(text)) resolve(text);
  });
});
const url = /listens on (\S+?);/.exec(output)[1];
const key = /live_[0-9a-f]{48}/.exec(output)[0];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

const sizes = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

/** @param {(page: import('playwright-core').Page) => Promise<void>} prepare */
async function shoot(name, size, colorScheme, prepare) {
  const context = await browser.newContext({ ...sizes[size], colorScheme });
  const page = await context.newPage();
  await page.goto(url);
  await prepare(page);
  await page.evaluate(() => document.fonts.ready);
  // The overlay follows the picture's size.
  await page.waitForTimeout(500);
  const path = join(target, `studio-${name}-${size}-${colorScheme}.jpg`);
  await page.screenshot({ path, type: 'jpeg', quality: 78 });
  console.log(path);
  await context.close();
}

const tryPhotos =
  (...names) =>
  async (page) => {
    await page.setInputFiles('.input input[type=file]', names.map(sample));
    await page.waitForFunction(() => !document.querySelector('.strip .waiting'), undefined, {
      timeout: 60_000,
    });
  };
const loaded = (page) => page.waitForSelector('.loading', { state: 'detached', timeout: 60_000 });

async function storePhoto() {
  const call = async (path, init) => {
    const response = await fetch(`${url}/v1${path}`, {
      method: 'POST',
      ...init,
      headers: { Authorization: key, ...init.headers },
    });
    return response.json();
  };
  const client = await call('/clients', {
    body: JSON.stringify({
      type: 'person',
      email: 'ada@example.com',
      personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
    }),
  });
  const { readFile } = await import('node:fs/promises');
  await call(`/livePhotos?clientId=${client.id}`, {
    body: await readFile(sample('selfie.jpg')),
    headers: { 'Content-Type': 'image/jpeg' },
  });
}

async function openStored(page) {
  await page.getByRole('link', { name: 'Stored photos' }).click();
  await page.getByLabel('API key').fill(key);
  await page.keyboard.press('Enter');
  await page.locator('.row').click();
  await page.locator('.row code').click();
  await page.locator('.stored .photo-image').waitFor();
}

try {
  await mkdir(target, { recursive: true });
  await storePhoto();
  await shoot('empty', 'desktop', 'light', loaded);
  await shoot('empty', 'phone', 'dark', loaded);
  await shoot(
    'accepted',
    'desktop',
    'light',
    tryPhotos('selfie.jpg', 'masked.jpg', 'sunglasses.jpg', 'no-face.jpg'),
  );
  await shoot('refused', 'desktop', 'dark', tryPhotos('masked.jpg', 'selfie.jpg'));
  await shoot('refused', 'phone', 'light', tryPhotos('masked.jpg', 'selfie.jpg'));
  await shoot('unreadable', 'phone', 'dark', tryPhotos('truncated.jpg', 'selfie.jpg'));
  await shoot('stored', 'desktop', 'light', openStored);
  await shoot('stored', 'phone', 'dark', openStored);
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  await rm(data, { recursive: true });
}
