/** Says in plain words what the file system refused. */
import { LivePhotoError } from '@livephoto/core';

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or folder',
  ENOTDIR: 'A part of this path is no folder',
  EACCES: 'No permission to read it',
  EPERM: 'No permission to read it',
  EISDIR: 'This is a folder, not a photo',
  ELOOP: 'Its links lead in circles',
  ENAMETOOLONG: 'The name is too long',
};

/** The typed error of a failed file-system call on `path`. A `LivePhotoError` stays what it is. */
export function fileError(path: string, error: unknown): LivePhotoError {
  if (error instanceof LivePhotoError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return new LivePhotoError(
    missing ? 'resource_not_found' : 'invalid_request',
    sentences[code] ?? `Reading ${path} failed${code === '' ? '' : ` (${code})`}`,
    { param: 'FILE', cause: error },
  );
}
