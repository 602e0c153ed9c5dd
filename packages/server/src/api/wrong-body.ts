/** What is said of a request whose content is wrong. */
import { LivePhotoError } from '@livephoto/core';

/**
 * @param what is the matter, as `must be text`.
 * @param param a field, or a part of a form; without one it is the whole body.
 */
export function wrongBody(what: string, param?: string, options?: ErrorOptions): LivePhotoError {
  return param === undefined
    ? new LivePhotoError('invalid_request', `The request body ${what}`, options)
    : new LivePhotoError('invalid_request', `${param}: ${what}`, { ...options, param });
}
