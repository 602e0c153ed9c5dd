/** `livephoto serve` as a newcomer starts it, and its page in a headless Chromium. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { folder, openChromium } from '../browser/chromium.ts';

export interface Studio {
  readonly url: string;
  readonly liveKey: string;
  readonly testKey: string;
  readonly browser: Browser;
  /** What pages said on their console, as an error or a warning, and what they threw. */
  readonly complaints: string[];
  /**
   * The page at `/` followed by `hash`.
   * @param options make a browser profile of its own; left out, pages share one that has the models.
   */
  open(hash?: string, options?: BrowserContextOptions): Promise<Page>;
  /** A call of the API. */
  api(method: string, path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** @param flags of Chromium. */
export async function startStudio(...flags: string[]): Promise<Studio> {
  const data = await mkdtemp(join(tmpdir(), 'livephoto-studio-'));
  const main = folder('packages/cli/dist/main.js');
  const args = ['serve', '--data', data, '--port', '0', '--workers', '1', '--rate-live', '1000'];
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const output = await listening(child);
  const url = /listens on (\S+?);/.exec(output)?.[1] ?? '';
  const key = (mode: string) => new RegExp(`${mode}_[0-9a-f]{48}`).exec(output)?.[0] ?? '';
  const liveKey = key('live');
  const browser = await openChromium(...flags);
  const shared = await browser.newContext();
  const complaints: string[] = [];
  return {
    url,
    liveKey,
    testKey: key('test'),
    browser,
    complaints,
    async open(hash = '', options) {
      const context = options ? await browser.newContext(options) : shared;
      const page = await context.newPage();
      // As patient as a busy machine asks for.
      page.setDefaultTimeout(120_000);
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${url}/${hash}`);
      return page;
    },
    api: (method, path, init) =>
      fetch(`${url}/v1${path}`, { method, headers: { Authorization: liveKey }, ...init }),
    async close() {
      await browser.close();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true });
    },
  };
}

export const samplePath = (name: string) => folder(`samples/${name}`);
export const readSample = (name: string) => readFile(samplePath(name));

/** The part of the page that the address names; photos that were tried stay behind the other one. */
export const shownReport = (page: Page, name: string | RegExp) => page.getByRole('article', { name });

function listening(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`livephoto serve ended with ${code}: ${output}`)));
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      if (/listens on \S+;.*\n/.test(output)) resolve(output);
    });
  });
}
