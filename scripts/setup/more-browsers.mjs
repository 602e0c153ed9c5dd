/** Firefox and WebKit for the tests that try every browser: installed where that can be done without asking, else left out. */
import { existsSync } from 'node:fs';

/** Programs, and the packages of Debian that bring them; WebKit's browser wants a screen, which Xvfb is. */
const wanted = [
  { name: 'Firefox', path: '/usr/bin/firefox-esr', from: 'firefox-esr' },
  { name: 'WebKit', path: '/usr/bin/WebKitWebDriver', from: 'webkit2gtk-driver' },
  { name: "WebKit's screen", path: '/usr/bin/Xvfb', from: 'xvfb' },
];

/**
 * Never fails: what they show is shown of Chromium too.
 * @param {(command: string, args: string[], env?: object) => Promise<{ code: number, output: string }>} run
 * @param {{ exists: (path: string) => boolean, debian: boolean, root: boolean }} machine
 */
export async function ensureMoreBrowsers(run, { exists, debian, root } = thisMachine()) {
  const missing = wanted.filter(({ path }) => !exists(path));
  if (missing.length === 0) return { note: 'found' };
  const names = missing.map(({ name }) => name).join(', ');
  const packages = missing.map(({ from }) => from);
  const leftOut = `${names} not found: their tests are left out; on Debian: sudo apt-get install ${packages.join(' ')}`;
  if (!debian || !root) return { note: leftOut };
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
  ]) {
    const { code } = await run('apt-get', args, env);
    if (code !== 0) return { note: `${leftOut} ("apt-get ${args[0]}" failed here)` };
  }
  return { note: 'installed' };
}

function thisMachine() {
  return {
    exists: existsSync,
    debian: existsSync('/etc/debian_version'),
    root: process.getuid?.() === 0,
  };
}
