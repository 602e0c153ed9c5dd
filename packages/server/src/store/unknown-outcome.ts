/** A step of which nobody knows whether it was carried out: the database went away while it committed. */
import { LivePhotoError } from '@livephoto/core';

export class UnknownOutcomeError extends LivePhotoError {
  constructor(cause: unknown) {
    super('service_unavailable', 'The database went away before it answered: try again', { cause });
  }
}
