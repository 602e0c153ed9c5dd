/** Turns the paths of a command line into photos: files and addresses as named, `-` as standard input, folders walked, patterns matched. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import { glob, isDynamicPattern } from 'tinyglobby';
import { isAddress, shownAddress } from './fetch-photo.ts';
import { fileError } from './file-error.ts';
import { isPhotoName, photoExtensions } from './photo-extensions.ts';
import type { PhotoSource } from './photo-source.ts';
import { isS3 } from './s3/bucket.ts';
import { listBucket } from './s3/list-bucket.ts';

/**
 * The photos behind `paths`, in the order given; a folder's are sorted by path, and hidden ones and those of packages
 * (`node_modules`) are left out. A pattern (`shots/**\/*.jpg`) is one where no file has that name; `s3://bucket/prefix` is
 * everything in the bucket that begins so. A `file:` address is the path that it stands for.
 * A path that cannot be listed becomes an `unreadable` source: this never throws for one.
 * @param keep whether a photo of this name is wanted.
 */
export async function listPhotos(
  paths: readonly string[],
  keep: (name: string) => boolean = () => true,
): Promise<PhotoSource[]> {
  const sources: PhotoSource[] = [];
  let stdinTaken = false;
  for (const given of paths) {
    const path = pathOf(given);
    if (path === '-') {
      sources.push(stdinTaken ? secondStdin() : { kind: 'stdin', name: '-' });
      stdinTaken = true;
      continue;
    }
    if (isAddress(path)) {
      sources.push({ kind: 'url', name: shownAddress(path), url: path });
      continue;
    }
    if (isS3(path)) {
      sources.push(...(await listBucket(path, keep)));
      continue;
    }
    try {
      const info = await stat(path).catch(async (error: unknown) => {
        const matched = await match(path);
        if (!matched) throw error;
        sources.push(...matched);
        return undefined;
      });
      if (!info) continue;
      if (!info.isDirectory()) {
        sources.push({ kind: 'file', name: path, path });
        continue;
      }
      const found = await walk(path, new Set());
      sources.push(...(found.length > 0 ? found : [emptyFolder(path)]));
    } catch (error) {
      sources.push(unreadable(path, hasOtherScheme(path) ? otherScheme() : fileError(path, error)));
    }
  }
  return sources.filter(({ name }) => keep(name));
}

/** Whether it looks like an address, of a kind that nothing here fetches. */
function hasOtherScheme(path: string): boolean {
  return /^(?!file:)[a-z][a-z\d+.-]+:\/\//i.test(path);
}

function otherScheme(): LivePhotoError {
  return new LivePhotoError(
    'invalid_request',
    'Addresses of this kind are not fetched: give one with https://, http:// or s3://, or a file',
    { param: 'FILE' },
  );
}

function pathOf(given: string): string {
  if (!/^file:\/\//i.test(given)) return given;
  try {
    return fileURLToPath(given);
  } catch {
    // Of another machine, or no address at all: it will not be found under its name.
    return given;
  }
}

/** A pattern as it is matched: where `\` stands between folders, it escapes nothing. */
export function patternOf(path: string, separator: string = sep): string {
  return separator === '\\' ? path.replaceAll('\\', '/') : path;
}

/** The photos that a pattern names, sorted by path; undefined where `path` is no pattern. */
async function match(path: string): Promise<PhotoSource[] | undefined> {
  const pattern = patternOf(path);
  if (!isDynamicPattern(pattern)) return undefined;
  const names = await glob(pattern, { ignore: ['**/node_modules/**'], expandDirectories: false });
  const photos = names.filter((name) => isPhotoName(name)).sort();
  if (photos.length === 0) {
    return [unreadable(path, new LivePhotoError('resource_not_found', noMatch, { param: 'FILE' }))];
  }
  return Promise.all(
    photos.map(async (name) => {
      const info = await stat(name).catch(() => undefined);
      return !info || info.isFile() ? { kind: 'file', name, path: name } : noFile(name);
    }),
  );
}

const noMatch = `This pattern matches no file whose name ends in ${photoExtensions.join(', ')}`;

/** @param seen real paths of the folders walked so far: links can lead in circles. */
async function walk(folder: string, seen: Set<string>): Promise<PhotoSource[]> {
  const found: PhotoSource[] = [];
  const real = await realpath(folder);
  if (seen.has(real)) return found;
  seen.add(real);
  const names = (await readdir(folder)).filter((name) => !isLeftOut(name)).sort();
  for (const name of names) {
    const path = join(folder, name);
    try {
      const isPhoto = isPhotoName(name);
      const info = await stat(path);
      if (info.isDirectory()) {
        found.push(...(await walk(path, seen)));
      } else if (isPhoto) {
        found.push(info.isFile() ? { kind: 'file', name: path, path } : noFile(path));
      }
    } catch (error) {
      // A dangling link or a locked folder: said where a photo was expected, never the end of the walk.
      if (isPhotoName(name) || isDenied(error)) {
        found.push(unreadable(path, fileError(path, error)));
      }
    }
  }
  return found;
}

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

function isDenied(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EACCES' || code === 'EPERM';
}

function unreadable(name: string, error: LivePhotoError): PhotoSource {
  return { kind: 'unreadable', name, error };
}

/** Whoever names a pipe means it; one that was only found may be silent for ever. */
function noFile(path: string): PhotoSource {
  const message = 'This is a pipe, a socket or a device, and no file: name it to have it read';
  return unreadable(path, new LivePhotoError('invalid_request', message, { param: 'FILE' }));
}

function emptyFolder(path: string): PhotoSource {
  return unreadable(
    path,
    new LivePhotoError(
      'resource_not_found',
      `This folder holds no file whose name ends in ${photoExtensions.join(', ')}`,
      {
        param: 'FILE',
      },
    ),
  );
}

function secondStdin(): PhotoSource {
  return unreadable(
    '-',
    new LivePhotoError('invalid_request', 'Standard input can be read only once: name `-` once', {
      param: 'FILE',
    }),
  );
}
