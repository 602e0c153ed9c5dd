/**
 * Makes a release: `pnpm release check | repository ADDRESS | version NEXT | pack [FOLDER] | publish`. All packages have one version, are packed
 * once, and it is those tarballs that are published, each with its provenance. It uses nothing but Node's own modules, npm and pnpm.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findProblems } from './release/check.mjs';
import { packRelease } from './release/pack.mjs';
import { publishRelease } from './release/publish.mjs';
import { renameRepository } from './release/repository.mjs';
import { raiseVersion } from './release/version.mjs';

const help = `Usage: pnpm release COMMAND

  check               says what keeps this tree from being released; ends with 1 when something does
  repository ADDRESS  writes the repository's address into every file that names it, the packages' and the pages'
  version NEXT        writes the version into every package, and heads CHANGELOG.md's "Unreleased" with it and the day
  pack [FOLDER]       writes every package's tarball and SHA256SUMS (into out/release)
  publish             checks, packs, and publishes in the order of dependencies; what is published already is passed over

  --registry URL      for publish, in the place of npm's own
  --no-provenance     for publish outside of CI: without the signed statement of where the packages were built
`;

const root = join(fileURLToPath(import.meta.url), '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    registry: { type: 'string' },
    provenance: { type: 'boolean', default: true },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [command, argument] = positionals;

try {
  if (values.help) console.log(help);
  else if (command === 'check') assertReady(await findProblems(root), 'This tree can be released.');
  else if (command === 'version' && argument) {
    console.log(`${raiseVersion(root, argument, new Date())}: commit it, and tag it v${argument}`);
  } else if (command === 'repository' && argument) {
    console.log(renameRepository(root, argument));
  } else if (command === 'pack') {
    const folder = argument ?? join(root, 'out/release');
    for (const { file, sha256 } of await packRelease(root, folder)) console.log(`${sha256}  ${file}`);
    console.log(`The tarballs lie in ${folder}`);
  } else if (command === 'publish') {
    assertReady(await findProblems(root));
    const packed = await packRelease(root, join(root, 'out/release'));
    await publishRelease(packed, { ...values, folder: join(root, 'out/release'), say: console.log });
  } else {
    process.stderr.write(help);
    process.exitCode = 2;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function assertReady(problems, otherwise) {
  if (problems.length > 0) throw new Error(problems.map((problem) => `- ${problem}`).join('\n'));
  if (otherwise) console.log(otherwise);
}
