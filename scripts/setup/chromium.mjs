/** Sees to it that a Chromium is there for the tests that open a real page. */
import { existsSync } from 'node:fs';
import { StepError } from './steps.mjs';

const path = '/usr/bin/chromium';

/**
 * Installs Debian's Chromium where that can be done without asking; elsewhere says what to do.
 * @param {(command: string, args: string[], env?: object) => Promise<{ code: number, output: string }>} run
 */
export async function ensureChromium(run) {
  if (existsSync(path)) return { note: 'found' };
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
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
