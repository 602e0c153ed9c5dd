/** Turns the paths of a command line into photos: files as named, `-` as standard input, folders walked. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { LivePhotoError } from '@livephoto/core';
import { fileError } from './file-error.ts';
import type { PhotoSource } from './photo-source.ts';

const extensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.heic', '.heif', '.avif']);

/**
 * The photos behind `paths`, in the order given; a folder's are sorted by path, and hidden ones are left out.
 * A path that cannot be listed becomes an `unreadable` source: this never throws for one.
 */
export async function listPhotos(paths: readonly string[]): Promise<PhotoSource[]> {
  const sources: PhotoSource[] = [];
  let stdinTaken = false;
  for (const path of paths) {
    if (path === '-') {
      sources.push(stdinTaken ? secondStdin() : { kind: 'stdin', name: '-' });
      stdinTaken = true;
      continue;
    }
    try {
      const info = await stat(path);
      if (!info.isDirectory()) {
        sources.push({ kind: 'file', name: path, path });
        continue;
      }
      const found = await walk(path, new Set());
      sources.push(...(found.length > 0 ? found : [emptyFolder(path)]));
    } catch (error) {
      sources.push(unreadable(path, fileError(path, error)));
    }
  }
  return sources;
}

/** @param seen real paths of the folders walked so far: links can lead in circles. */
async function walk(folder: string, seen: Set<string>): Promise<PhotoSource[]> {
  const found: PhotoSource[] = [];
  const real = await realpath(folder);
  if (seen.has(real)) return found;
  seen.add(real);
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  for (const name of names) {
    const path = join(folder, name);
    try {
      const isPhoto = extensions.has(extname(name).toLowerCase());
      const info = await stat(path);
      if (info.isDirectory()) {
        found.push(...(await walk(path, seen)));
      } else if (isPhoto) {
        found.push({ kind: 'file', name: path, path });
      }
    } catch (error) {
      // A dangling link or a locked folder: said where a photo was expected, never the end of the walk.
      if (extensions.has(extname(name).toLowerCase()) || isDenied(error)) {
        found.push(unreadable(path, fileError(path, error)));
      }
    }
  }
  return found;
}

function isDenied(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EACCES' || code === 'EPERM';
}

function unreadable(name: string, error: LivePhotoError): PhotoSource {
  return { kind: 'unreadable', name, error };
}

function emptyFolder(path: string): PhotoSource {
  return unreadable(
    path,
    new LivePhotoError(
      'resource_not_found',
      `This folder holds no file whose name ends in ${[...extensions].join(', ')}`,
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
