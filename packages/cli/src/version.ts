/** The version this command was built as. */
import { readFileSync } from 'node:fs';

/** Version of the `livephoto` package, read from the package.json beside `dist` and `src`. */
export function packageVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
