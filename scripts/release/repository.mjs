/** The address of the project's repository, in every file that names it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages, repositoryOf } from './packages.mjs';

/**
 * @param {string} to as in `https://github.com/owner/name`, or `owner/name` for one on GitHub
 * @returns what was done, in words
 * @throws for what is no such address. Nothing is written then.
 */
export function renameRepository(root, to) {
  const next = /^(?:https:\/\/github\.com\/)?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(to)?.[1];
  if (!next) throw new Error(`A repository is like https://github.com/owner/name, not '${to}'`);
  const before = repositoryOf(publishedPackages(root)[0]?.manifest.repository?.url ?? '');
  if (!before) throw new Error('No package names a repository that could be replaced');
  const listed = execFileSync('git', ['grep', '-lIF', `github.com/${before}`], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed.split('\n').filter((name) => name !== '' && name !== 'CHANGELOG.md');
  const old = new RegExp(`(github\\.com/)${before.replaceAll('.', '\\.')}(?![\\w-])`, 'g');
  for (const name of files) {
    const path = join(root, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(old, `$1${next}`));
  }
  return `${before} → ${next} in ${files.length} files`;
}
