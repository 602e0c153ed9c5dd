/** A step of which nobody knows whether it was carried out: the database went away, or its disk failed, while it committed. */
import { LivePhotoError } from '@livephoto/core';

export class UnknownOutcomeError extends LivePhotoError {
  constructor(cause: unknown, message = 'The database went away before it answered: try again') {
    super('service_unavailable', message, { cause });
  }
}
