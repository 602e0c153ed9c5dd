/** The pnpm that this workspace is set up with, whether it is on the path or not. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface Ran {
  readonly code: number;
  readonly output: string;
}

/**
 * @param root of the workspace
 * @returns a command, and the arguments that go before those of pnpm
 */
export async function findPnpm(root: URL): Promise<{ command: string; args: readonly string[] }> {
  // Set-up's own, which is no TypeScript: it runs before anything is installed.
  const { findPnpm: find } = (await import(new URL('scripts/setup/pnpm.mjs', root).href)) as {
    findPnpm(
      root: string,
      run: (command: string, args: string[]) => Promise<Ran>,
    ): Promise<{ command: string; args: string[] }>;
  };
  const home = fileURLToPath(root);
  return find(home, async (command, args): Promise<Ran> => {
    try {
      const { stdout, stderr } = await promisify(execFile)(command, args, {
        cwd: home,
        env: { ...process.env, CI: 'true' },
      });
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      return { code: 1, output: (error as Error).message };
    }
  });
}
