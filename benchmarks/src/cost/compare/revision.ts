/** Another revision of this repository, checked out, installed and built in a folder that goes when it is done with. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LivePhotoError } from '@livephoto/core';
import { findPnpm } from '../processes/pnpm.ts';

export interface Revision {
  /** As it was asked for. */
  readonly name: string;
  /** Twelve hex digits of the commit. */
  readonly commit: string;
  /** The checked-out workspace, its product built. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** What the product is built from, in the order it is built. */
const parts = ['models', 'packages/models', 'packages/core', 'packages/worker-runtime'];

/**
 * Checks `name` out beside the repository and builds its product. Packages come from pnpm's store, models from this
 * tree when both revisions expect the same ones; otherwise the revision builds its own.
 * @param root of this workspace
 * @param say is told each step before it begins
 * @throws {LivePhotoError} `invalid_request` when there is no such revision, `inspection_aborted` when `signal` fires,
 * `inference_failed` with what the failing command printed
 */
export async function prepareRevision(
  root: URL,
  name: string,
  { say, signal }: { readonly say: (step: string) => void; readonly signal?: AbortSignal },
): Promise<Revision> {
  const home = fileURLToPath(root);
  const commit = await commitOf(home, name);
  const folder = await mkdtemp(join(tmpdir(), 'livephoto-compare-'));
  const tree = join(folder, commit);
  const remove = async () => {
    await promisify(execFile)('git', ['worktree', 'remove', '--force', tree], { cwd: home }).catch(() => {});
    await rm(folder, { recursive: true, force: true });
    await promisify(execFile)('git', ['worktree', 'prune'], { cwd: home }).catch(() => {});
  };
  try {
    say(`${name} (${commit}): check out`);
    await run('git', ['worktree', 'add', '--detach', '--force', tree, commit], home, signal);
    say(`${name}: install`);
    const pnpm = await findPnpm(root);
    const wanted = [
      'livephoto-workspace',
      '@livephoto/models-build...',
      '@livephoto/worker-runtime...',
    ].flatMap((project) => ['--filter', project]);
    const flags = ['--frozen-lockfile', '--prefer-offline', '--reporter=append-only'];
    await run(pnpm.command, [...pnpm.args, ...wanted, 'install', ...flags], tree, signal);
    say(`${name}: build`);
    for (const part of parts) {
      await run(process.execPath, ['scripts/build.mjs', '--quiet', '--only', part], tree, signal);
    }
    if (await expectsSameModels(home, tree)) {
      await copyModels(home, tree);
    } else {
      say(`${name}: build its own models`);
      await cp(join(home, 'models/.cache'), join(tree, 'models/.cache'), { recursive: true }).catch(() => {});
      await run(process.execPath, ['models/dist/main.js', 'build'], tree, signal);
    }
    return { name, commit, folder: tree, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function commitOf(home: string, name: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--short=12', '--end-of-options', `${name}^{commit}`];
  try {
    return (await promisify(execFile)('git', args, { cwd: home })).stdout.trim();
  } catch (cause) {
    throw new LivePhotoError(
      'invalid_request',
      `There is no revision '${name}' here: name a commit, a branch or a tag of this checkout (a shallow clone has only the last)`,
      { cause, param: 'revision' },
    );
  }
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<{ code: number; output: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, {
      cwd,
      // CI keeps pnpm from asking anything.
      env: { ...process.env, CI: 'true' },
      maxBuffer: 64e6,
      ...(signal ? { signal } : {}),
    });
    return { code: 0, output: stdout + stderr };
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n');
    throw new LivePhotoError(
      'inference_failed',
      `\`${command} ${args.join(' ')}\` failed in the other revision:\n${said || (cause as Error).message}`,
      { cause },
    );
  }
}

async function expectsSameModels(home: string, tree: string): Promise<boolean> {
  const read = (folder: string) => readFile(join(folder, 'packages/models/src/model-hashes.json'), 'utf8');
  const before = (folder: string) => readFile(join(folder, 'models/expected-hashes.json'), 'utf8');
  const [ours, theirs] = await Promise.all([
    read(home),
    read(tree)
      .catch(() => before(tree))
      .catch(() => ''),
  ]);
  return ours === theirs;
}

/** Models, assets and manifest; the code beside them is the revision's own. */
async function copyModels(home: string, tree: string): Promise<void> {
  const from = modelFolder(home);
  const files = (await readdir(from)).filter((name) => /\.(onnx|ort|json|bin)$/.test(name));
  await Promise.all(files.map((name) => cp(join(from, name), join(modelFolder(tree), name))));
}

/** Revisions before the models became a package of their own keep them beside the code that builds them. */
function modelFolder(checkout: string): string {
  const published = join(checkout, 'packages/models');
  return join(existsSync(published) ? published : join(checkout, 'models'), 'dist');
}
