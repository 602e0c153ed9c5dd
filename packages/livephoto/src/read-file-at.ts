/** A photo from the disk; its size is asked for before it is read. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LivePhotoError } from '@livephoto/core';
import { collect, tooLarge } from './collect.ts';
import type { ReadLimits } from './photo-input.ts';

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'No such file',
  ENOTDIR: 'A part of this path is no folder',
  EACCES: 'No permission to read this file',
  EPERM: 'No permission to read this file',
  EISDIR: 'This is a folder, not a photo',
  ELOOP: 'Its links lead in circles',
  ENAMETOOLONG: 'The name is too long',
};

/** @throws {LivePhotoError} `resource_not_found`, `invalid_request`, `payload_too_large`; each names the whole path. */
export async function readFileAt(place: string | URL, limits: ReadLimits): Promise<Uint8Array> {
  const path = typeof place === 'string' ? resolve(place) : pathOf(place);
  try {
    const file = await open(path);
    try {
      const info = await file.stat();
      if (info.isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
      if (info.size > limits.maxBytes) throw tooLarge(limits.maxBytes, info.size);
      return await collect(file.createReadStream({ autoClose: false }), limits);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new LivePhotoError('invalid_request', `${url.href.slice(0, 200)} names no file of this machine`, {
      param: 'photo',
      cause,
    });
  }
}

function fileError(path: string, error: unknown): LivePhotoError {
  if (error instanceof LivePhotoError) return error;
  const { code = '', name } = error as { code?: string; name?: string };
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  const sentence = sentences[code] ?? `The file cannot be read (${code || name})`;
  return new LivePhotoError(missing ? 'resource_not_found' : 'invalid_request', `${sentence}: ${path}`, {
    param: 'photo',
    cause: error,
  });
}
