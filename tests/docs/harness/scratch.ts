/** A copy of the repository as `npm test` has set it up, for commands to write into. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** @param folder an empty one. @returns folder of the programs that a reader has: `livephoto`, `pnpm`. */
export function makeScratch(folder: string): string {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of files.split('\n').filter((name) => name !== '' && !name.startsWith('docs/images/'))) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  // Built, and fetched: what set-up made is copied, installed packages are seen through links.
  for (const workspace of ['.', 'models', 'benchmarks', 'tests', ...packages()]) {
    const from = join(root, workspace);
    linkPackages(join(from, 'node_modules'), join(folder, workspace, 'node_modules'));
    if (workspace !== '.' && existsSync(join(from, 'dist'))) {
      cpSync(join(from, 'dist'), join(folder, workspace, 'dist'), { recursive: true });
    }
  }
  cpSync(join(root, 'samples'), join(folder, 'samples'), { recursive: true });
  if (existsSync(join(root, 'models/.cache')))
    symlinkSync(join(root, 'models/.cache'), join(folder, 'models/.cache'));

  const programs = join(folder, '.programs');
  program(programs, 'livephoto', `'${process.execPath}' '${join(folder, 'packages/cli/dist/main.js')}'`);
  // Where no right pnpm is installed, set-up has fetched one.
  const cache = join(root, '.cache');
  const fetched = existsSync(cache) ? readdirSync(cache).find((name) => name.startsWith('pnpm-')) : undefined;
  const entry = join(cache, fetched ?? '', 'node_modules/pnpm/bin/pnpm.mjs');
  const pnpm = fetched && existsSync(entry) ? `'${process.execPath}' '${entry}'` : installedPnpm();
  // It would install anew into a workspace that it does not know.
  program(
    programs,
    'pnpm',
    `env npm_config_verify_deps_before_run=false pnpm_config_verify_deps_before_run=false ${pnpm}`,
  );
  return programs;
}

function installedPnpm(): string {
  return `'${execFileSync('bash', ['-c', 'command -v pnpm'], { encoding: 'utf8' }).trim()}'`;
}

/** Links to packages one by one: what is installed must not be changed from within the copy. */
function linkPackages(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name.startsWith('@')) linkPackages(join(from, name), join(to, name));
    else if (name === '.bin' || !name.startsWith('.')) symlinkSync(join(from, name), join(to, name));
  }
}

function packages(): string[] {
  return readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
}

function program(folder: string, name: string, command: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
}
