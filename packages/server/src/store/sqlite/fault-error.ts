/** The errors that callers get when the database's file is at fault. */
import { LivePhotoError } from '@livephoto/core';
import { UnknownOutcomeError } from '../unknown-outcome.ts';
import type { FaultKind } from './fault.ts';

const sentences: Readonly<Record<FaultKind, string>> = {
  busy: 'The database is busy: try again in a moment',
  full: 'The disk of the database is full: delete what is not needed, or ask the operator for room',
  io: 'The disk of the database failed: try again in a moment',
  readonly: 'The database may not be written at the moment',
  unusable: 'The database cannot be used at the moment',
};

/** `insufficient_storage` for a full disk, `service_unavailable` for the rest. */
export function faultError(kind: FaultKind, cause: unknown): LivePhotoError {
  // What a disk did not keep may be there all the same.
  if (kind === 'io') return new UnknownOutcomeError(cause, sentences.io);
  const type = kind === 'full' ? 'insufficient_storage' : 'service_unavailable';
  return new LivePhotoError(type, sentences[kind], { cause });
}
