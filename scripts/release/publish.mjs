/** Publishes packed packages with npm, which signs where they were built; a release that broke off is gone on with. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * @param {{ name: string, version: string, file: string }[]} packed in the order of dependencies
 * @param {{ folder: string, registry?: string, provenance: boolean, say: (line: string) => void }} options
 * @throws where a package cannot be published, with npm's own words; those before it are published
 */
export async function publishRelease(packed, { folder, registry, provenance, say }) {
  if (provenance && !process.env.ACTIONS_ID_TOKEN_REQUEST_URL && !process.env.SIGSTORE_ID_TOKEN) {
    throw new Error(
      'There is no identity to sign with: publish from CI that gives one (GitHub: permissions: id-token: write), or say --no-provenance',
    );
  }
  const where = registry ? ['--registry', registry] : [];
  for (const { name, version, file } of packed) {
    if (await isPublished(`${name}@${version}`, where)) {
      say(`${name} ${version} is published already`);
      continue;
    }
    const tag = version.includes('-') ? ['--tag', 'next'] : [];
    const flags = ['--access', 'public', `--provenance=${provenance}`, ...tag, ...where];
    await npm('publish', `./${file}`, ...flags).catch(({ stderr, message }) => {
      throw new Error(
        `${name} could not be published, run this again when that is mended: ${stderr || message}`,
      );
    });
    say(`${name} ${version} published`);
  }

  function npm(...args) {
    return promisify(execFile)('npm', args, { cwd: folder });
  }

  async function isPublished(spec, flags) {
    try {
      return (await npm('view', spec, 'version', ...flags)).stdout.trim() !== '';
    } catch ({ stderr, message }) {
      if (/E404/.test(stderr)) return false;
      throw new Error(`The registry does not say whether ${spec} is there: ${stderr || message}`);
    }
  }
}
