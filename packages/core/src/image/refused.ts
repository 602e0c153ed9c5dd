/** The error of a picture that is not inspected here, whatever is wrong with it. */
import { type ErrorType, LivePhotoError } from '../contract/errors.ts';

export function refused(message: string, type: ErrorType = 'invalid_request'): LivePhotoError {
  return new LivePhotoError(type, message, { param: 'data' });
}
