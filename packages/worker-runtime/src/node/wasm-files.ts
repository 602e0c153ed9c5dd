/** The WebAssembly files that core needs, read from the packages that ship them. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Bytes of a file of an installed package, by its specifier. */
export async function readPackageFile(specifier: string): Promise<Buffer<ArrayBuffer>> {
  return readFile(require.resolve(specifier));
}
