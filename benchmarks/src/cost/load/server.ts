/** `livephoto serve` in a process of its own, with an empty data folder that goes when it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';

export interface Server {
  readonly url: string;
  readonly liveKey: string;
  /** Its data folder, removed when it stops. */
  readonly data: string;
  readonly pid: number;
  /** Bytes of memory that the process holds, by its own metrics. */
  memory(): Promise<number>;
  /** Asks it to stop, waits, and removes its data. @returns its exit code. */
  stop(): Promise<number | null>;
}

export interface ServerSurroundings {
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** A key of the database that it shares: only the first server on one prints any. */
  readonly liveKey?: string | undefined;
}

/**
 * @param root of the workspace, built.
 * @param flags of `livephoto serve`, beside those that lift its rate limit.
 * @throws {LivePhotoError} with what the server said when it does not start.
 */
export async function startServer(
  root: URL,
  flags: readonly string[],
  { env = {}, liveKey: known }: ServerSurroundings = {},
): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), 'livephoto-load-'));
  const main = fileURLToPath(new URL('packages/cli/dist/main.js', root));
  const args = ['serve', '--port', '0', '--data', data, '--rate-live', '1000000', '--log-level', 'warn'];
  const child = spawn(process.execPath, [main, ...args, ...flags], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const { url, liveKey } = await readGreeting(child, exited, known);
  return {
    url,
    liveKey,
    data,
    pid: child.pid!,
    async memory() {
      const response = await fetch(`${url}/metrics`, { headers: { Authorization: liveKey } });
      const text = await response.text();
      return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
    },
    async stop() {
      child.kill('SIGTERM');
      const code = await exited;
      await rm(data, { recursive: true, force: true });
      return code;
    },
  };
}

/** Waits for the keys and the address that the first start prints. */
async function readGreeting(child: ChildProcess, exited: Promise<number | null>, known: string | undefined) {
  let output = '';
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise<{ url: string; liveKey: string }>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const url = /listens on (\S+?);/.exec(output)?.[1];
      const liveKey = known ?? /live_[0-9a-f]+/.exec(output)?.[0];
      if (url && liveKey) resolve({ url, liveKey });
    });
    exited.then(() => {
      reject(new LivePhotoError('service_unavailable', `The server did not start: ${errors || output}`));
    });
  });
}
