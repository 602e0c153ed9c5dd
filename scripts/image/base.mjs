/** The image that another is built from: pulled, or put together of packages where no registry of images answers. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @returns what it printed, empty where that goes to the terminal. */
const run = (command, args, options = {}) =>
  (
    execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options }) ?? ''
  ).trim();

const succeeds = (command, args) => {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** @param {string} name as a Dockerfile says it: `node:22-bookworm-slim` */
export function ensureBase(name) {
  const whole = `docker.io/library/${name}`;
  if (succeeds('buildah', ['inspect', '--type', 'image', whole])) return;
  if (succeeds('buildah', ['pull', '--quiet', whole])) return;
  const [, major, suite] = /^node:(\d+)-(\w+)-slim$/.exec(name) ?? [];
  if (major === undefined)
    throw new Error(`No registry has ${name}, and only node:N-SUITE-slim can be made of packages`);
  console.log(`${name} cannot be pulled: it is made of Debian ${suite} and npm's Node ${major}`);
  makeBase(whole, major, suite);
}

function makeBase(whole, major, suite) {
  const folder = mkdtempSync(join(tmpdir(), 'livephoto-base-'));
  try {
    const files = join(folder, 'root');
    run('debootstrap', ['--variant=minbase', '--include=ca-certificates', suite, files], {
      stdio: 'inherit',
    });
    for (const source of [`node-linux-${process.arch}@${major}`, 'npm@10']) {
      const into = join(folder, source.split('@')[0]);
      mkdirSync(into);
      writeFileSync(join(into, 'package.json'), '{}');
      run('npm', ['install', '--no-save', source], { cwd: into });
    }
    const local = join(files, 'usr/local');
    copyFileSync(
      join(folder, `node-linux-${process.arch}`, `node_modules/node-linux-${process.arch}/bin/node`),
      join(local, 'bin/node'),
    );
    mkdirSync(join(local, 'lib/node_modules'));
    run('cp', ['-r', join(folder, 'npm/node_modules/npm'), join(local, 'lib/node_modules/npm')]);
    for (const name of ['npm', 'npx'])
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
    run('chroot', [files, 'groupadd', '--gid', '1000', 'node']);
    run('chroot', [files, 'useradd', '--uid', '1000', '--gid', 'node', '--create-home', 'node']);
    const container = run('buildah', ['from', 'scratch']);
    run('buildah', ['copy', '--quiet', container, files, '/']);
    // A registry behind a proxy with certificates of its own.
    const trusted = process.env.NODE_EXTRA_CA_CERTS;
    if (trusted && existsSync(trusted)) {
      const inside = '/usr/local/share/registry.crt';
      run('buildah', ['copy', '--quiet', container, trusted, inside]);
      const env = [`NODE_EXTRA_CA_CERTS=${inside}`, `npm_config_cafile=${inside}`];
      run('buildah', ['config', ...env.flatMap((pair) => ['--env', pair]), container]);
    }
    run('buildah', ['config', '--cmd', 'node', container]);
    run('buildah', ['commit', '--quiet', '--rm', '--format', 'docker', container, whole]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
