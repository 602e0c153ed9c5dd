/** Sees to it that a Chromium is there for the tests that open a real page. */
import { existsSync } from 'node:fs';
import { StepError } from './steps.mjs';

/**
 * Installs Debian's Chromium where that can be done without asking; elsewhere says what to do.
 * @param {(command: string, args: string[], env?: object) => Promise<{ code: number, output: string }>} run
 * @param {{ path: string, debian: boolean, root: boolean }} machine
 */
export async function ensureChromium(run, { path, debian, root } = thisMachine()) {
  if (existsSync(path)) return { note: 'found' };
  if (!debian || !root) {
    return {
      note: `not found: the browser tests will fail; install it so that ${path} exists (Debian: sudo apt-get install chromium)`,
    };
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
  ]) {
    const { code, output } = await run('apt-get', args, env);
    if (code !== 0) {
      const end = output.trimEnd().split('\n').slice(-15).join('\n');
      throw new StepError(
        `${end}\n\n"apt-get ${args.join(' ')}" failed: install chromium by hand and run again.`,
      );
    }
  }
  return { note: 'installed' };
}

function thisMachine() {
  return {
    path: '/usr/bin/chromium',
    debian: existsSync('/etc/debian_version'),
    root: process.getuid?.() === 0,
  };
}
