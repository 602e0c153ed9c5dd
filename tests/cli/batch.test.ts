/** Runs over many photos with the built command: workers, tables, a page of results, and going on where one was cut off. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChromium } from '../browser/chromium.ts';
import { runCli, sample } from './harness/run-cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const names = ['selfie.jpg', 'masked.jpg', 'no-face.jpg', 'truncated.jpg'];
const foreign = '<img src=x onerror=alert(1)>.jpg';
let folder: string;
let photos: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'livephoto-batch-'));
  photos = join(folder, 'photos');
  for (const left of ['node_modules/x', '.git']) {
    mkdirSync(join(photos, left), { recursive: true });
    copyFileSync(join(root, sample('selfie.jpg')), join(photos, left, 'left-out.jpg'));
  }
  for (const name of names) copyFileSync(join(root, sample(name)), join(photos, name));
  copyFileSync(join(root, sample('selfie.jpg')), join(photos, foreign));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  readonly file: string;
  readonly accepted?: boolean;
  readonly picture?: string;
  readonly inspections?: { readonly obstructions: { readonly evidence: { readonly map?: object } } };
}
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const withoutTimes = (text: string) => text.replace(/"timings":\{[^}]*\}/g, '');

test('several workers answer what one does, in the same order, with pictures of the same names', async () => {
  const args = ['inspect', photos, '--json', '--annotate'];
  const one = await runCli([...args, join(folder, 'one')]);
  const two = await runCli([...args, join(folder, 'two'), '--workers', '2']);
  expect([one.code, two.code, two.stderr]).toEqual([2, 2, '']);
  expect(withoutTimes(two.stdout).replaceAll(join(folder, 'two'), join(folder, 'one'))).toBe(
    withoutTimes(one.stdout),
  );
  const lines = linesOf(two.stdout);
  expect(lines.map(({ file }) => basename(file))).toEqual([foreign, ...[...names].sort()]);
  for (const line of lines) {
    expect(line.inspections?.obstructions.evidence.map).toBeUndefined();
    if (line.accepted !== undefined)
      expect(readFileSync(line.picture!).subarray(1, 4).toString()).toBe('PNG');
  }
});

test('the map comes with --maps', async () => {
  const [line] = linesOf((await runCli(['inspect', sample('selfie.jpg'), '--json', '--maps'])).stdout);
  expect(line?.inspections?.obstructions.evidence.map).toMatchObject({ width: 32 });
});

test('a quoted pattern, rows for a spreadsheet, and a sum', async () => {
  const pattern = join(photos, '{selfie,masked,no-*}.jpg');
  const rows = parse((await runCli(['inspect', pattern, '--csv'])).stdout, { columns: true }) as Record<
    string,
    string
  >[];
  expect(rows.map(({ file, verdict }) => [basename(file!), verdict])).toEqual([
    ['masked.jpg', 'refused'],
    ['no-face.jpg', 'refused'],
    ['selfie.jpg', 'accepted'],
  ]);
  const sum = await runCli(['inspect', pattern, join(photos, 'no*such.jpg'), '--summary', '--json']);
  expect(sum.lines()).toMatchObject([
    { photos: 4, accepted: 1, refused: 2, unreadable: 1, errors: { resource_not_found: 1 } },
  ]);
  const text = (await runCli(['inspect', pattern, '--summary'])).stdout;
  expect(text).toContain('3 photos: 1 accepted, 2 refused');
  expect(text).toMatch(/3 photos in [\d.]+ s, [\d.]+ a second/);
});

test('a page with every photo works offline, filters, and runs nothing that a name holds', async () => {
  const page = join(folder, 'deep/report.html');
  const run = await runCli(['inspect', photos, '--workers', '2', '--report', page]);
  expect(run.code).toBe(2);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['report.html']);
  const browser = await openChromium();
  try {
    const context = await browser.newContext({ offline: true });
    const tab = await context.newPage();
    const said: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('dialog', (dialog) => said.push(dialog.message()));
    tab.on('pageerror', (error) => said.push(error.message));
    await tab.goto(pathToFileURL(page).href);
    const shown = () => tab.locator('article:visible h3').allTextContents();
    expect((await shown()).map((name) => basename(name))).toEqual([foreign, ...[...names].sort()]);
    expect(
      await tab
        .locator('article img')
        .evaluateAll((all) =>
          all.every(
            (img) =>
              (img as HTMLImageElement).naturalWidth > 0 || (img as HTMLImageElement).loading === 'lazy',
          ),
        ),
    ).toBe(true);
    expect(await tab.locator('figure svg').count()).toBe(7);
    await tab.getByLabel('Reason').selectOption('mouth_obstructed');
    expect((await shown()).map((name) => basename(name))).toEqual(['masked.jpg']);
    await tab.getByLabel('Reason').selectOption('');
    await tab.getByLabel('A part of the name').fill('TRUNC');
    expect((await shown()).map((name) => basename(name))).toEqual(['truncated.jpg']);
    expect(said).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('a run goes on where another was cut off, and says the same in the end', async () => {
  const file = join(folder, 'results.jsonl');
  const all = names.map((name) => join(photos, name));
  await runCli(['inspect', ...all.slice(0, 2), '--resume', file]);
  const before = readFileSync(file, 'utf8');
  const run = await runCli(['inspect', ...all, '--resume', file, '--summary', '--json']);
  expect(run.code).toBe(2);
  expect(run.lines()).toMatchObject([{ photos: 4, accepted: 1, refused: 2, unreadable: 1 }]);
  const after = readFileSync(file, 'utf8');
  expect(after.startsWith(before)).toBe(true);
  expect(linesOf(after).map((line) => line.file)).toEqual(all);
  const other = await runCli(['inspect', ...all, '--resume', file, '--policy', 'strict']);
  expect([other.code, other.stdout]).toEqual([2, '']);
  expect(other.stderr).toContain("this run has 'strict'");
  expect(readFileSync(file, 'utf8')).toBe(after);
});

test('addresses are fetched within limits, and said to be wrong without what they keep secret', async () => {
  const selfie = readFileSync(join(root, sample('selfie.jpg')));
  const server = await serve((path) => {
    if (path.startsWith('/selfie.jpg')) return [200, selfie];
    if (path === '/endless.jpg') return [200, 'endless'];
    if (path === '/huge.jpg') return [200, 'huge'];
    return [path === '/kept.jpg' ? 403 : path === '/busy.jpg' ? 503 : 404, Buffer.from('no')];
  });
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const wanted = [
    '/selfie.jpg?X-Signature=abc123',
    '/gone.jpg',
    '/kept.jpg',
    '/busy.jpg',
    '/endless.jpg',
    '/huge.jpg',
  ];
  try {
    const run = await runCli(['inspect', ...wanted.map((path) => base + path), '--json']);
    expect(run.code).toBe(2);
    const lines = run.lines() as unknown as (Line & { error?: { type: string } })[];
    expect(lines[0]).toMatchObject({ file: `${base}/selfie.jpg?X-Signature=…`, accepted: true });
    expect(lines.slice(1).map(({ error }) => error?.type)).toEqual([
      'resource_not_found',
      'forbidden',
      'service_unavailable',
      'payload_too_large',
      'payload_too_large',
    ]);
    expect(run.stdout).not.toContain('abc123');
  } finally {
    server.closeAllConnections();
    server.close();
  }
  const away = await runCli(['inspect', `${base}/selfie.jpg`, 'http://me:pw@127.0.0.1/x.jpg', '--json']);
  expect(away.lines()).toMatchObject([
    { error: { type: 'service_unavailable', message: expect.stringContaining('cannot be reached') } },
    { error: { type: 'invalid_request' } },
  ]);
  expect(away.stdout).not.toContain('pw@');
});

type Body = Buffer | 'endless' | 'huge';

async function serve(answer: (path: string) => readonly [number, Body]): Promise<Server> {
  const server = createServer((request, response) => {
    const [status, body] = answer(request.url ?? '');
    if (body instanceof Buffer) {
      response.writeHead(status, { 'Content-Length': body.length }).end(body);
    } else if (body === 'huge') {
      response.writeHead(status, { 'Content-Length': 3_000_000_000 }).flushHeaders();
    } else {
      const chunk = Buffer.alloc(1 << 20);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more).writeHead(status);
      more();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
