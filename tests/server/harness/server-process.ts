/** A server in a process of its own, run from the build, for tests that end it without warning. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Inspector } from '@livephoto/core';
import { exposeInspector } from '@livephoto/worker-runtime';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { processPort } from './process-port.ts';

export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  readonly newKeys: readonly string[];
  /** What it logged as an error so far, one JSON object a line. */
  errors(): readonly string[];
  /** Ends it at once, as a power cut of the process would. */
  kill(): Promise<void>;
  /** Asks it to end, and waits. @returns its exit code. */
  terminate(): Promise<number | null>;
}

/**
 * @param inspector does its inspections from here; the server has its own when left out.
 * @throws with what the process said when it ends before it listens.
 */
export async function startServerProcess(
  env: Record<string, string>,
  inspector?: Pick<Inspector, 'inspect' | 'inspectPixels' | 'inspectCapture' | 'fingerprint'>,
): Promise<ServerProcess> {
  const main = fileURLToPath(new URL('../../dist/server/harness/serve-main.js', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, LIVEPHOTO_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(inspector ? (['ipc'] as const) : [])],
    serialization: 'advanced',
  });
  if (inspector) {
    const { inspect, inspectPixels, inspectCapture, fingerprint } = inspector;
    const remote = { inspect, inspectPixels, inspectCapture, fingerprint, async dispose() {} };
    exposeInspector(async () => remote, nodeEndpoint(processPort(child)));
  }
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = await Promise.race([
    firstLine(child),
    exited.then((code) => {
      throw new Error(`The server ended with code ${code} before it listened: ${errors}`);
    }),
  ]);
  const { url, newKeys } = JSON.parse(line) as { url: string; newKeys: string[] };
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? 0,
    url,
    newKeys,
    errors: () => errors.split('\n').filter((text) => text.includes('"level":"error"')),
    async kill() {
      await end('SIGKILL');
    },
    terminate: () => end('SIGTERM'),
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
  });
}
