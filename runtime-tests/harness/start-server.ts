/** A server on another runtime, in a process of its own, with empty stores. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Program, plainEnv, script } from './run-process.ts';
import type { ListeningServer } from './serve-process.ts';

export interface ServerProcess {
  readonly url: string;
  readonly liveKey: string;
  readonly testKey: string;
  readonly dataFolder: string;
  /** What it wrote to standard error so far. */
  errors(): string;
  /** Asks it to end, and waits. @throws when it does not end well. */
  close(): Promise<void>;
}

/**
 * @param folder that its stores outlive it in; they are gone with it when left out.
 * @throws with what the process said when it ends before it listens.
 */
export async function startServer(
  { file, args }: Program,
  name: string,
  settings: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<ServerProcess> {
  const dataFolder = folder ?? (await mkdtemp(join(tmpdir(), 'livephoto-runtime-')));
  const child = spawn(file, [...args, script(name)], {
    env: {
      ...plainEnv(),
      LIVEPHOTO_PORT: '0',
      LIVEPHOTO_WORKERS: '1',
      LIVEPHOTO_RATE_LIVE: '1000',
      LIVEPHOTO_RATE_TEST: '1000',
      ...settings,
      LIVEPHOTO_DATA: dataFolder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    exited.then((code): never => {
      throw new Error(`The server ended with code ${code} before it listened: ${errors}`);
    }),
  ]);
  const { url, newKeys } = JSON.parse(line) as ListeningServer;
  const [testKey = '', liveKey = ''] = newKeys;
  return {
    url,
    liveKey,
    testKey,
    dataFolder,
    errors: () => errors,
    async close() {
      child.kill('SIGTERM');
      const code = await exited;
      if (!folder) await rm(dataFolder, { recursive: true, force: true });
      if (code !== 0) throw new Error(`The server ended with code ${code}: ${errors}`);
    },
  };
}
