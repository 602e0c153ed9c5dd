/**
 * `pnpm image`: builds the image of `Dockerfile` without a daemon, runs it as `docs/server.md` says, and looks at what it promises.
 *
 * Wants root on Debian with buildah, podman, runc, iptables and debootstrap. Where the registry of the base image cannot be reached, a base is
 * made of Debian's packages and of npm's Node under the same name. `--check` looks at the image that is there. Both upload a sample,
 * which `npm run demo` has made.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBase } from './image/base.mjs';
import { checkImage } from './image/check.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const tag = `livephoto:${version}`;

// podman's networks call iptables, and say nothing of it where it is missing.
for (const program of ['buildah', 'podman', 'runc', 'iptables', ...(values.check ? [] : ['debootstrap'])]) {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
  } catch {
    console.error(
      `${program} is not there: apt-get install --no-install-recommends buildah podman runc netavark aardvark-dns iptables debootstrap`,
    );
    process.exit(1);
  }
}
const photo = `${root}samples/selfie.jpg`;
if (!existsSync(photo)) {
  console.error(`${photo}, which the image is tried with, is not there: npm run demo`);
  process.exit(1);
}
if (!values.check) {
  const names = [...readFileSync(`${root}/Dockerfile`, 'utf8').matchAll(/^FROM (\S+)/gm)].map(
    ([, name]) => name,
  );
  for (const name of new Set(names)) ensureBase(name);
  // Docker's format: the other one knows no health check. Chroot: runs where no container may be nested.
  const args = ['bud', '--format', 'docker', '--isolation', 'chroot', '--layers', '--tag', tag, '.'];
  execFileSync('buildah', args, { cwd: root, stdio: 'inherit' });
}
try {
  await checkImage(`localhost/${tag}`, readFileSync(photo));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
