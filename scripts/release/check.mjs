/** What keeps a tree from being released, each with the way out. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages, readManifest, repositoryOf, workspaceFolders } from './packages.mjs';
import { laggards } from './version.mjs';

/** @returns {Promise<string[]>} empty for a tree that can be released */
export async function findProblems(root) {
  const { version } = readManifest(root);
  const log = existsSync(join(root, 'CHANGELOG.md')) ? readFileSync(join(root, 'CHANGELOG.md'), 'utf8') : '';
  const packages = publishedPackages(root);
  return [
    ...workspaceFolders(root)
      .map(readManifest)
      .filter((manifest) => manifest.version !== version)
      .map(
        (manifest) =>
          `${manifest.name} is ${manifest.version}, not ${version}: run 'pnpm release version NEXT'`,
      ),
    ...laggards(root),
    ...(log.includes(`\n## ${version} (`) ? [] : [`CHANGELOG.md has no section "## ${version} (day)"`]),
    ...packages.flatMap(packageProblems),
    ...treeProblems(root, packages),
  ];
}

function packageProblems({ folder, manifest }) {
  return ['README.md', 'LICENSE', 'NOTICE']
    .filter((file) => !existsSync(join(folder, file)))
    .map((file) => `${manifest.name} has no ${file}: run 'pnpm build'`);
}

function treeProblems(root, packages) {
  const git = (...args) => {
    try {
      return execFileSync('git', args, {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    } catch {
      return undefined;
    }
  };
  const problems = [];
  if (!existsSync(join(root, 'packages/models/dist/manifest.json'))) {
    problems.push("The models are not built: run 'npm run demo'");
  }
  if (git('status', '--porcelain') !== '') problems.push('There are changes that are not committed');
  // A registry takes no provenance from another repository than the package names.
  const origin = repositoryOf(process.env.GITHUB_REPOSITORY ?? git('remote', 'get-url', 'origin') ?? '');
  const named = new Set(packages.map(({ manifest }) => repositoryOf(manifest.repository?.url ?? '')));
  if (named.size !== 1) problems.push(`The packages name ${named.size} repositories`);
  else if (!named.has(origin)) {
    problems.push(
      origin
        ? `The packages name the repository ${[...named][0]}, and this is ${origin}: run 'pnpm release repository ${origin}'`
        : `The packages name the repository ${[...named][0]}, and this tree has no origin: run 'git remote add origin ADDRESS', and 'pnpm release repository OWNER/NAME' where it is another one`,
    );
  }
  return problems;
}
