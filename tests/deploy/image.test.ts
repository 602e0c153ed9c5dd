/** The Dockerfile: what it promises is read in it, and its steps are gone in a folder, as no daemon is at hand here. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPnpm } from '../../benchmarks/src/cost/processes/pnpm.ts';

const root = new URL('../../', import.meta.url);
const file = (name: string) => fileURLToPath(new URL(name, root));
const dockerfile = DockerfileParser.parse(readFileSync(file('Dockerfile'), 'utf8'));
const instructions = dockerfile.getInstructions();
const lastStage = instructions.slice(instructions.findLastIndex((one) => one.getKeyword() === 'FROM'));
const all = (keyword: string, list: readonly Instruction[] = instructions) =>
  list.filter((one) => one.getKeyword() === keyword).map((one) => one.getArgumentsContent() ?? '');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livephoto-image-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('names versions, leaves root, says how it is, and takes nothing from addresses', () => {
  for (const from of all('FROM')) expect(from).toMatch(/^[\w./-]+:(?!latest)[\w.-]+( AS \w+)?$/);
  expect(all('ADD')).toEqual([]);
  expect(all('USER', lastStage)).toEqual(['node']);
  expect(all('HEALTHCHECK', lastStage)).toHaveLength(1);
  const copies = lastStage.filter((one) => one.getKeyword() === 'COPY').map((one) => one.getTextContent());
  expect(copies).toEqual(['COPY --from=build /app /app']);
  // As lists: a shell in between would keep signals from the server.
  for (const keyword of ['ENTRYPOINT', 'CMD'])
    expect(JSON.parse(all(keyword, lastStage)[0]!)).toBeInstanceOf(Array);
  const written = all('VOLUME', lastStage);
  expect(written).toEqual(['/data']);
  const ignored = readFileSync(file('.dockerignore'), 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['**/node_modules', '.git', '**/.env', 'livephoto-data']));
});

it('has the pnpm of the set-up, and copies no secret of a Compose file', () => {
  const pinned = /const version = '([\d.]+)'/.exec(readFileSync(file('scripts/setup/pnpm.mjs'), 'utf8'))?.[1];
  expect(all('RUN')).toContain(`npm install --global pnpm@${pinned}`);
  expect(all('ENV', lastStage).join(' ')).not.toMatch(/KEY|SECRET|PASSWORD/);
});

it('deploys a command that serves, is healthy by its own check, and writes in its data folder alone', async () => {
  const deploy = all('RUN').find((step) => step.startsWith('pnpm '))!;
  const app = join(folder, 'app');
  const pnpm = await findPnpm(root);
  const words = deploy
    .split(' ')
    .slice(1)
    .map((word) => (word === '/app' ? app : word));
  await promisify(execFile)(pnpm.command, [...pnpm.args, ...words], {
    cwd: fileURLToPath(root),
    env: { ...process.env, CI: 'true' },
  });
  const [node, main] = JSON.parse(all('ENTRYPOINT', lastStage)[0]!) as [string, string];
  expect(node).toBe('node');
  const [port, operations] = [await freePort(), await freePort()];
  const env = Object.fromEntries(
    all('ENV', lastStage)[0]!
      .split(' ')
      .map((pair) => pair.split('=') as [string, string]),
  );
  const data = join(folder, 'data');
  const ports = { LIVEPHOTO_PORT: `${port}`, LIVEPHOTO_OPERATIONS_PORT: `${operations}` };
  const args = JSON.parse(all('CMD', lastStage)[0]!) as string[];
  const child = spawn(process.execPath, [main.replace('/app', app), ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      ...env,
      ...ports,
      LIVEPHOTO_HOST: '127.0.0.1',
      LIVEPHOTO_DATA: data,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const key = await shownKey(child);
    const healthcheck = all('HEALTHCHECK', lastStage)[0]!;
    const check = JSON.parse(healthcheck.slice(healthcheck.indexOf('['))) as string[];
    const script = check[2]!.replace(env.LIVEPHOTO_OPERATIONS_PORT!, `${operations}`);
    await promisify(execFile)(process.execPath, ['-e', script]);
    const answer = await fetch(`http://127.0.0.1:${port}/v1/inspections`, {
      method: 'POST',
      headers: { Authorization: key, 'Content-Type': 'image/jpeg' },
      body: new Uint8Array(readFileSync(file('samples/selfie.jpg'))),
    });
    expect(await answer.json()).toMatchObject({ accepted: true });
    expect((await fetch(`http://127.0.0.1:${port}/docs`)).status).toBe(200);
    expect(existsSync(data)).toBe(true);
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(0);
    // A server that is gone is not healthy.
    await expect(promisify(execFile)(process.execPath, ['-e', script])).rejects.toMatchObject({ code: 1 });
  } finally {
    child.kill('SIGKILL');
  }
});

function shownKey(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const key = /live_[0-9a-f]{48}/.exec(output)?.[0];
      if (key && /listens on \S+;/.test(output)) resolve(key);
    });
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
