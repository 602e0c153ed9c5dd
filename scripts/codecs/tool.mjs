/** Runs a program of Debian's, and says which package has it where it is not there. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export async function tool(command, args, options = {}) {
  try {
    await run(command, args, { maxBuffer: 1 << 26, ...options });
  } catch (error) {
    const missing = error.code === 'ENOENT';
    throw new Error(
      missing
        ? `'${command}' is not installed: 'pnpm codecs' needs Debian 12's packages emscripten and dpkg-dev`
        : `${command} ${args.slice(-3).join(' ')}\n${error.stderr}`,
    );
  }
}
