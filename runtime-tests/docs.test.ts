/** The scripts of `docs/runtimes.md`, run as they stand there, on the runtimes that they are for. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bun } from './bun/run.ts';
import { launchChromium } from './chromium/run.ts';
import { openSite } from './chromium/site.ts';
import { deno } from './deno/run.ts';
import { root } from './harness/root.ts';
import { plainEnv } from './harness/run-process.ts';

const text = readFileSync(new URL('docs/runtimes.md', root), 'utf8');
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1]!);

/** Name of a script to its text; the first line is its name. */
const scripts = new Map(
  blocks('js').flatMap((code) => {
    const name = /^\/\/ (\S+\.mjs)\n/.exec(code)?.[1];
    return name ? [[name, code] as const] : [];
  }),
);
const commands = blocks('sh')
  .map((line) => line.trim())
  .filter((line) => / runtime-tests\/\S+$/.test(line));
const programs: Readonly<Record<string, () => string>> = {
  node: () => process.execPath,
  bun: () => bun().file,
  deno: () => deno().file,
};

/** Where packages resolve as they do for a script that lies beside this one. */
const folder = fileURLToPath(new URL('runtime-tests/dist/docs/', root));
const workplace = mkdtempSync(join(tmpdir(), 'livephoto-docs-'));
beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const [name, code] of scripts) writeFileSync(join(folder, name), code);
  symlinkSync(fileURLToPath(new URL('samples', root)), join(workplace, 'samples'));
});
afterAll(() => rmSync(workplace, { recursive: true }));

function readCommand(line: string) {
  const [program = '', ...args] = line.split(' ');
  return {
    file: programs[program]!(),
    args: args.map((arg) => (arg.startsWith('runtime-tests/') ? join(folder, arg.slice(14)) : arg)),
    options: { cwd: workplace, env: { ...plainEnv(), LIVEPHOTO_PORT: '0', LIVEPHOTO_WORKERS: '1' } },
  };
}

it('shows a script and its command for each runtime', () => {
  const named = commands.map((line) => /runtime-tests\/(\S+)$/.exec(line)?.[1]);
  expect(new Set([...named, 'page.mjs'])).toEqual(new Set(scripts.keys()));
  expect(commands).toHaveLength(6);
});

it.each(commands.filter((line) => line.includes('inspect-')))('%s', async (line) => {
  const { file, args, options } = readCommand(line);
  const { stdout } = await promisify(execFile)(file, args, options);
  expect(stdout).toBe('true\n');
});

it.each(commands.filter((line) => line.includes('serve-')))('%s', async (line) => {
  const { file, args, options } = readCommand(line);
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (printed) => {
      const found = /^http:\S+/.exec(printed)?.[0];
      if (found) resolve(found);
    });
    ended.then((code) => reject(new Error(`It ended with ${code}: ${errors}`)));
  });
  expect((await fetch(`${url}/healthz`, { headers: { Connection: 'close' } })).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it('page.mjs, in Chromium', async () => {
  const site = await openSite({ '/docs': join(folder, 'page.mjs') });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}docs.html`);
    await page.waitForFunction(() => document.body.textContent?.includes('accepted'), null, {
      timeout: 240_000,
    });
  } finally {
    await browser.close();
    await site.close();
  }
});
