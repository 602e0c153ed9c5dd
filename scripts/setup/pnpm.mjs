/** Finds the pnpm that this repository is installed with, or fetches it with npm into the repository's cache. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from './steps.mjs';

/** Not `packageManager` in package.json: pnpm would look its own pin up in the registry on every call. */
const version = '12.21.0';

/**
 * @param {string} root the repository
 * @param {(command: string, args: string[]) => Promise<{ code: number, output: string }>} run
 * @returns {Promise<{ command: string, args: string[], note: string }>} how to call it
 */
export async function findPnpm(root, run) {
  const installed = await run('pnpm', ['--version']);
  if (installed.code === 0 && installed.output.trim() === version) {
    return { command: 'pnpm', args: [], note: `pnpm ${version} is installed` };
  }
  const folder = join(root, '.cache', `pnpm-${version}`);
  const entry = join(folder, 'node_modules/pnpm/bin/pnpm.mjs');
  const fetched = { command: process.execPath, args: [entry], note: `pnpm ${version} from ${folder}` };
  if (existsSync(entry) && (await works(fetched, run))) return fetched;
  mkdirSync(folder, { recursive: true });
  const [npm, first] = npmCommand();
  const { code, output } = await run(npm, [
    ...first,
    'install',
    '--prefix',
    folder,
    // pnpm runs without its install script; npm runs none for it.
    '--ignore-scripts',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `pnpm@${version}`,
  ]);
  if (code !== 0 || !(await works(fetched, run))) {
    throw new StepError(
      `${output}\nFetching pnpm ${version} with npm failed. Is the registry reachable? ` +
        `Or install it yourself: npm install --global pnpm@${version}`,
    );
  }
  return { ...fetched, note: `fetched pnpm ${version}` };
}

async function works({ command, args }, run) {
  const { code, output } = await run(command, [...args, '--version']);
  return code === 0 && output.trim() === version;
}

/** The npm that runs this script, or the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js') ? [process.execPath, [script]] : ['npm', []];
}
