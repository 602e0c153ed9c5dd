/** The error of a picture that is not inspected here, whatever is wrong with it. */
import { LivePhotoError } from '../contract/errors.ts';

export function refused(message: string): LivePhotoError {
  return new LivePhotoError('invalid_request', message, { param: 'data' });
}
