/** Which revision is measured. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The commit of the working tree, with `+` when files differ from it; null outside a checkout. */
export async function commitOfTree(): Promise<string | null> {
  const git = async (...args: string[]) => (await promisify(execFile)('git', args)).stdout.trim();
  try {
    const commit = await git('rev-parse', '--short=12', 'HEAD');
    return (await git('status', '--porcelain', '--untracked-files=no')) === '' ? commit : `${commit}+`;
  } catch {
    return null;
  }
}
