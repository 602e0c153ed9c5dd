/** A copy of the examples with the packed packages installed for all of them at once, and processes started in it. */
import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { packAll } from '../../tests/packages/harness/packed.ts';
import { openRegistry } from '../../tests/packages/harness/registry.ts';
import { root } from '../harness/root.ts';
import { plainEnv } from '../harness/run-process.ts';

export interface Workplace {
  /** Of one example. */
  folder(name: string): string;
  /** Runs a command of an example to its end. @throws with what it printed. */
  run(name: string, file: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>;
  /** Starts a server of an example and waits for the address that it prints. */
  start(name: string, file: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Started>;
  close(): Promise<void>;
}

export interface Started {
  readonly url: string;
  /** Asks it to end. @returns its exit code. */
  stop(): Promise<number | null>;
}

/** @param names of the examples to install. */
export async function openWorkplace(names: readonly string[]): Promise<Workplace> {
  const home = await mkdtemp(join(tmpdir(), 'livephoto-examples-'));
  const started = new Set<Started>();
  const folder = (name: string) => join(home, name);
  const run: Workplace['run'] = async (name, file, args, env = {}) => {
    try {
      const options = { cwd: folder(name), env: { ...plainEnv(), CI: 'true', ...env }, maxBuffer: 64e6 };
      return (await promisify(execFile)(file, args, options)).stdout;
    } catch (error) {
      const { stdout = '', stderr = '', message } = error as Record<string, string>;
      throw new Error(`${file} ${args.join(' ')} in ${name}: ${message}\n${stdout}\n${stderr}`);
    }
  };
  for (const name of names) {
    await cp(fileURLToPath(new URL(`examples/${name}`, root)), folder(name), {
      recursive: true,
      filter: (path) =>
        !/\/node_modules|\/dist$|\/\.next|\/public\/livephoto/.test(path.slice(root.pathname.length)),
    });
  }
  // npm keeps one copy for all of them, as in a repository of several apps.
  await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, workspaces: names }));
  const { folder: packed, packages } = await packAll();
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], { cwd: tmpdir() });
  const registry = await openRegistry(packages, stdout.trim().replace(/\/*$/, '/'));
  try {
    await writeFile(join(home, '.npmrc'), `registry=${registry.url}\n`);
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    await run('.', 'npm', ['install', ...flags]);
  } finally {
    await registry.close();
    await rm(packed, { recursive: true, force: true });
  }
  return {
    folder,
    run,
    async start(name, file, args, env = {}) {
      const child = spawn(file, args, {
        cwd: folder(name),
        env: { ...plainEnv(), PORT: '0', NO_COLOR: '1', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let printed = '';
      child.stderr.on('data', (chunk) => {
        printed += chunk;
      });
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const url = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          printed += `${line}\n`;
          const found = /http:\/\/\S+/.exec(line)?.[0];
          if (found) resolve(found.replace(/\/$/, ''));
        });
        ended.then((code) => reject(new Error(`${name} ended with ${code}: ${printed}`)));
      });
      const process: Started = {
        url,
        async stop() {
          started.delete(process);
          child.kill('SIGTERM');
          return ended;
        },
      };
      started.add(process);
      return process;
    },
    async close() {
      await Promise.all([...started].map((each) => each.stop()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Bytes of a sample photo. */
export const sample = (name: string) => readFile(new URL(`samples/${name}`, root));
