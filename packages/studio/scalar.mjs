/** Puts the one file of Scalar's API reference among the page's, and beside it the same compressed. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/**
 * @param {string} packageFolder of `@scalar/api-reference`.
 * @param {string} target folder.
 * @returns {Promise<string>} the file's name, which changes with its content.
 */
export async function copyScalar(packageFolder, target) {
  const built = await readFile(join(packageFolder, 'dist/browser/standalone.js'), 'utf8');
  const script = built
    .replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n')
    // A joke in base64 where a key goes, which looks like one.
    .replaceAll('QUxMIFlPVVIgQkFTRSBBUkUgQkVMT05HIFRPIFVT', 'live_… or test_…');
  const name = `scalar-${createHash('sha256').update(script).digest('hex').slice(0, 8).toUpperCase()}.js`;
  await writeFile(join(target, name), script);
  await writeFile(join(target, `${name}.gz`), await promisify(gzip)(script, { level: 9 }));
  return name;
}
