/** The README's quick start, as a newcomer follows it: an empty folder, an installer, ten lines. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPnpm, packAll } from '../../tests/packages/harness/packed.ts';
import { openRegistry, type Registry } from '../../tests/packages/harness/registry.ts';
import { bun } from '../bun/run.ts';
import { deno } from '../deno/run.ts';
import { plainEnv } from '../harness/run-process.ts';

const root = new URL('../../', import.meta.url);
const path = (relative: string) => fileURLToPath(new URL(relative, root));

type Command = readonly [file: string, ...args: string[]];

interface Newcomer {
  readonly install: readonly Command[];
  readonly run: Command;
  /** Installs onnxruntime-web beside it. */
  readonly more: Command;
}

const askForBackend = `
import { createInspector } from 'livephoto';
try {
  const inspector = await createInspector({ backend: 'onnxruntime' });
  console.log((await inspector.inspect('selfie.jpg')).accepted ? 'accepted' : 'refused');
  await inspector.close();
} catch ({ type, message }) {
  console.log(type + ': ' + message);
}
`;

let registry: Registry;
let packed: string;
let home: string;
let script: string;
let newcomers: Readonly<Record<string, Newcomer>>;

beforeAll(async () => {
  const { folder, packages } = await packAll();
  packed = folder;
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], { cwd: tmpdir() });
  const upstream = stdout.trim().replace(/\/*$/, '/');
  registry = await openRegistry(packages, upstream);
  home = await mkdtemp(join(tmpdir(), 'livephoto-newcomer-'));
  const readme = await readFile(path('README.md'), 'utf8');
  script = /^```js\n\/\/ quick-start\.mjs\n([\s\S]*?)^```/m.exec(readme)![1]!;
  const pnpm = await findPnpm(root);
  const [bunFile, denoFile] = [bun().file, deno().file];
  newcomers = {
    npm: {
      install: [['npm', 'install', 'livephoto', '--no-audit', '--no-fund', '--prefer-offline']],
      run: [process.execPath, 'quick-start.mjs'],
      more: [
        'npm',
        'install',
        'onnxruntime-web',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--prefer-offline',
      ],
    },
    pnpm: {
      install: [[pnpm.command, ...pnpm.args, 'add', 'livephoto', '--prefer-offline']],
      run: [process.execPath, 'quick-start.mjs'],
      more: [pnpm.command, ...pnpm.args, 'add', 'onnxruntime-web', '--ignore-scripts', '--prefer-offline'],
    },
    Bun: {
      install: [[bunFile, 'add', 'livephoto']],
      run: [bunFile, 'quick-start.mjs'],
      more: [bunFile, 'add', 'onnxruntime-web'],
    },
    Deno: {
      install: [[denoFile, 'add', '--quiet', 'npm:livephoto']],
      run: [denoFile, 'run', '--allow-all', '--quiet', 'quick-start.mjs'],
      more: [denoFile, 'add', '--quiet', 'npm:onnxruntime-web'],
    },
  };
});
afterAll(async () => {
  await registry?.close();
  for (const folder of [home, packed]) if (folder) await rm(folder, { recursive: true, force: true });
});

/** Everything that an installer would keep for next time goes where nobody else looks. */
async function inFolder(
  name: string,
  [file, ...args]: Command,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, {
    cwd: join(home, name),
    env: {
      ...plainEnv(),
      CI: 'true',
      BUN_INSTALL_CACHE_DIR: join(home, 'bun-cache'),
      DENO_DIR: join(home, 'deno-cache'),
      NO_COLOR: '1',
      ...env,
    },
    maxBuffer: 64e6,
  });
  return stdout;
}

it('is ten lines', () => {
  expect(script.trim().split('\n').length).toBeLessThanOrEqual(10);
});

describe.each(['npm', 'pnpm', 'Bun', 'Deno'])('with %s', (name) => {
  it('installs, and inspects the photo in the folder', async () => {
    const { install, run } = newcomers[name]!;
    const folder = join(home, name);
    await mkdir(folder);
    await writeFile(join(folder, '.npmrc'), `registry=${registry.url}\n`);
    await writeFile(join(folder, 'quick-start.mjs'), script);
    await copyFile(path('samples/selfie.jpg'), join(folder, 'selfie.jpg'));
    for (const command of install) await inFolder(name, command);
    expect(await inFolder(name, run)).toBe('accepted\n');
    await copyFile(path('samples/masked.jpg'), join(folder, 'selfie.jpg'));
    expect(await inFolder(name, run)).toMatch(/^refused\n(?:.*\n)*obstructions: .*mask/i);
  });

  it('comes without onnxruntime, says so to whoever asks for it, and takes it once it is there', async () => {
    const { more, run } = newcomers[name]!;
    const folder = join(home, name);
    await writeFile(join(folder, 'backend.mjs'), askForBackend);
    await copyFile(path('samples/selfie.jpg'), join(folder, 'selfie.jpg'));
    const inspect = [...run.slice(0, -1), 'backend.mjs'] as unknown as Command;
    expect(await inFolder(name, inspect)).toBe(
      "inference_failed: The onnxruntime backend needs the package 'onnxruntime-web', 1.24 or newer: install it beside this one (npm install onnxruntime-web), or use the wasm backend\n",
    );
    await inFolder(name, more);
    expect(await inFolder(name, inspect)).toBe('accepted\n');
  });
});

it('asks nothing of Node that the first of 22 does not do: to find out by its syntax what is an ES module', async () => {
  await copyFile(path('samples/selfie.jpg'), join(home, 'npm/selfie.jpg'));
  const { run } = newcomers.npm!;
  const env = { NODE_OPTIONS: '--no-experimental-detect-module' };
  expect(await inFolder('npm', run, env)).toBe('accepted\n');
});

describe('what WebGPU wants in a page', () => {
  const npm = (...args: string[]): Command => ['npm', ...args, '--no-audit', '--no-fund', '--prefer-offline'];
  const copy: Command = ['npx', '--no-install', 'livephoto-browser-assets', 'assets', '--webgpu'];
  const wayOut = /run 'npm install onnxruntime-web@\d+\.\d+\.\d+', or leave WebGPU out/;

  it('is named where it is missing, or of another version', async () => {
    await mkdir(join(home, 'page'));
    await writeFile(join(home, 'page/.npmrc'), `registry=${registry.url}\n`);
    await inFolder('page', npm('install', '@livephoto/browser'));
    const missing = await inFolder('page', copy).catch(({ stderr }) => stderr);
    expect(missing).toMatch(/'onnxruntime-web', which is not installed/);
    expect(missing).toMatch(wayOut);
    await inFolder('page', npm('install', 'onnxruntime-web@1.24.3'));
    const other = await inFolder('page', copy).catch(({ stderr }) => stderr);
    expect(other).toMatch(/is of another version/);
    expect(other).toMatch(wayOut);
    await inFolder('page', npm('install', /onnxruntime-web@\d+\.\d+\.\d+/.exec(missing)![0]));
    expect(await inFolder('page', copy)).toMatch(/ort-wasm-simd-threaded\.asyncify\.wasm/);
  });
});

describe('TypeScript', () => {
  const program = `
import { createInspector, type InspectionReport, LivePhotoError, type PhotoInput } from 'livephoto';

export async function check(photo: PhotoInput): Promise<InspectionReport> {
  await using inspector = await createInspector({ policy: { extends: 'strict', orientation: { maxYaw: 12 } } });
  try {
    return await inspector.inspect(photo, { inspections: ['faces', 'liveness'], signal: AbortSignal.timeout(9) });
  } catch (error) {
    if (error instanceof LivePhotoError && error.type === 'image_unreadable') console.error(error.param);
    throw error;
  }
}
check(Buffer.alloc(9)).then((report) => console.log(report.inspections.orientation.evidence.yaw));
// @ts-expect-error a number is no photo
check(5);
// @ts-expect-error there is no such policy
createInspector({ policy: 'lax' });
`;

  it.each([
    // With the libraries that TypeScript takes when it is told of none, and with those of a program for pages.
    ['nodenext', []],
    ['bundler', ['--lib', 'ES2023,DOM,DOM.Iterable,ESNext.Disposable']],
  ])('checks against its types with moduleResolution %s, libraries and all', async (resolution, lib) => {
    // What npm installed above, with the types of Node that a program there has.
    const folder = join(home, 'npm');
    await mkdir(join(folder, 'node_modules/@types'), { recursive: true });
    // The link's own dependencies lie beside its target.
    const types = join(folder, 'node_modules/@types/node');
    await symlink(path('runtime-tests/node_modules/@types/node'), types).catch(() => {});
    await writeFile(join(folder, 'program.mts'), program);
    const flags = [
      ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'ES2022', '--types', 'node'],
      ...['--module', resolution === 'nodenext' ? 'nodenext' : 'esnext', '--moduleResolution', resolution],
      ...['--skipLibCheck', 'false', ...lib],
    ];
    const tsc = path('node_modules/typescript/bin/tsc');
    await inFolder('npm', [process.execPath, tsc, ...flags, 'program.mts']).catch(({ stdout }) => {
      throw new Error(stdout);
    });
  });
});
