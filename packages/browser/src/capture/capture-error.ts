/** What can go wrong between a camera and a stored photo, and which way out there is. */

export const captureErrorCodes = [
  'camera_denied',
  'camera_missing',
  'camera_busy',
  'camera_lost',
  'camera_unsupported',
  'browser_unsupported',
  'inspector_failed',
  'photo_unreadable',
  'photo_too_small',
  'photo_too_large',
  'upload_failed',
  'upload_refused',
  'server_busy',
  'token_refused',
  'session_locked',
  'session_expired',
  'session_used',
  'challenge_over',
  'device_too_slow',
] as const;

/** Why a capture does not go on, for programs: stable. */
export type CaptureErrorCode = (typeof captureErrorCodes)[number];

/** What the element's `error` event tells; the person sees a sentence and a way out. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly code: CaptureErrorCode;

  constructor(code: CaptureErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }

  /** `error` itself where it is one of these, else wrapped as `code`. */
  static from(error: unknown, code: CaptureErrorCode): CaptureError {
    if (error instanceof CaptureError) return error;
    return new CaptureError(code, error instanceof Error ? error.message : String(error), { cause: error });
  }
}
