/** The commands of docs/cloudflare.md, up to where an account would be needed: they run offline. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../harness/root.ts';
import { readSample } from './reports.ts';
import { buildWorker, startWorker, type WorkerBuild } from './start-worker.ts';

// A workerd and an inspector for each case, on machines that may have much else to do.

const server = fileURLToPath(new URL('packages/server/', root));
const wranglerMain = fileURLToPath(new URL('node_modules/wrangler/bin/wrangler.js', `file://${server}`));
const livephoto = fileURLToPath(new URL('packages/cli/dist/main.js', root));

let folder: string;
let build: WorkerBuild;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-deploy-'));
  build = await buildWorker();
});
afterAll(async () => {
  build?.remove();
  await rm(folder, { recursive: true });
});

async function wrangler(...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [wranglerMain, ...args], {
    cwd: server,
    maxBuffer: 64 << 20,
    env: { ...env, CI: '1', NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: folder },
  });
  return stdout + stderr;
}

it('wrangler deploy --dry-run takes the Worker as it is built, 10 MB gzipped at most', async () => {
  const output = await wrangler('deploy', '--dry-run', '--outdir', join(folder, 'upload'));
  console.log(/Total Upload.*/.exec(output)?.[0]);
  const kibibytes = Number(/gzip: ([\d.]+) KiB/.exec(output)?.[1]);
  expect(kibibytes).toBeGreaterThan(3000);
  expect(kibibytes * 1024).toBeLessThanOrEqual(10_000_000);
  expect(output).not.toMatch(/WARNING|ERROR/);
  for (const binding of ['env.DB', 'env.PHOTOS', 'env.RATE_LIMIT_LIVE', 'env.RATE_LIMIT_TEST']) {
    expect(output).toContain(binding);
  }
  // The build says the same about itself.
  expect(Math.abs(kibibytes * 1024 - build.gzip)).toBeLessThan(100_000);
});

it('wrangler makes the tables, and a key that `livephoto keys create --sql` printed opens the Worker', async () => {
  const persist = ['--local', '--persist-to', folder];
  const applied = await wrangler('d1', 'migrations', 'apply', 'DB', ...persist);
  expect(applied).toContain('0001-tables.sql');
  const made = await promisify(execFile)(process.execPath, [
    livephoto,
    ...['keys', 'create', '--mode', 'live', '--name', "Ada's app; first", '--sql'],
  ]);
  const key = /live_[0-9a-f]{48}/.exec(made.stderr)?.[0] ?? '';
  expect(made.stdout).not.toContain(key);
  await writeFile(join(folder, 'key.sql'), made.stdout);
  await wrangler('d1', 'execute', 'DB', ...persist, '--file', join(folder, 'key.sql'));

  const database = /"database_id": "([^"]+)"/.exec(
    await readFile(join(server, 'wrangler.jsonc'), 'utf8'),
  )?.[1];
  const worker = await startWorker(build, {
    persist: join(folder, 'v3'),
    database: database!,
    migrate: false,
  });
  try {
    expect((await worker.call('GET', '/readyz', { key })).status).toBe(200);
    const client = await worker.call('POST', '/v1/clients', {
      key,
      body: {
        type: 'person',
        email: 'ada@example.com',
        personDetails: { firstName: 'Ada', lastName: 'Lovelace' },
      },
    });
    expect(client.status).toBe(200);
    const photo = await worker.call('POST', `/v1/livePhotos?clientId=${client.json.id}`, {
      key,
      body: readSample('selfie.jpg').bytes,
      headers: { 'Content-Type': 'image/jpeg' },
    });
    expect(photo).toMatchObject({ status: 200, json: { contentType: 'image/jpeg', size: 81467 } });
    // Secrets are in no answer and no line of the log.
    expect(worker.logLines.join()).not.toContain(key);
  } finally {
    await worker.close();
  }
});
