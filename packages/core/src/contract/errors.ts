/** The one error that livephoto throws: a stable `type` for machines, a sentence for people, and the HTTP status it stands for. */

/** Every error type, with the HTTP status that an adapter answers. */
export const errorStatus = {
  invalid_request: 400,
  unauthorized: 401,
  forbidden: 403,
  session_locked: 403,
  resource_not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  image_unreadable: 422,
  animated_image: 422,
  face_not_detected: 422,
  multiple_faces_detected: 422,
  face_obstructed: 422,
  face_not_oriented: 422,
  liveness_check_failed: 422,
  rate_limit_exceeded: 429,
  inspection_aborted: 499,
  internal_server_error: 500,
  model_invalid: 500,
  inference_failed: 500,
  unsupported_runtime: 501,
  model_missing: 503,
  service_unavailable: 503,
  insufficient_storage: 507,
} as const;

/** What went wrong, for programs: stable, and each with an HTTP status in `errorStatus`. */
export type ErrorType = keyof typeof errorStatus;

/** What an error knows beside its type and its sentence. */
export interface LivePhotoErrorOptions {
  /** The field of the request that is wrong, where one is. */
  readonly param?: string;
  readonly cause?: unknown;
}

/** What of a `LivePhotoError` crosses a worker boundary or the wire. */
export interface SerializedError {
  readonly type: ErrorType;
  readonly message: string;
  readonly param?: string;
}

/** Every error that a caller can cause or mend: `type` is for programs, `message` says what to do, `param` names what was wrong. */
export class LivePhotoError extends Error {
  override readonly name = 'LivePhotoError';
  readonly type: ErrorType;
  readonly param: string | undefined;
  /** HTTP status that belongs to `type`. */
  readonly status: number;

  constructor(type: ErrorType, message: string, options: LivePhotoErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.type = type;
    this.param = options.param;
    this.status = errorStatus[type];
  }

  toJSON(): SerializedError {
    return {
      type: this.type,
      message: this.message,
      ...(this.param === undefined ? {} : { param: this.param }),
    };
  }

  static fromJSON(error: SerializedError): LivePhotoError {
    return new LivePhotoError(
      error.type,
      error.message,
      error.param === undefined ? {} : { param: error.param },
    );
  }
}

/**
 * Whether the inference runtime itself crashed, so that whoever owns its process or worker has to start a new one. A
 * trap of the image decoder is none: every picture gets a fresh decoder.
 */
export function isTrap(error: unknown): boolean {
  return (
    error instanceof LivePhotoError &&
    error.type === 'inference_failed' &&
    error.cause instanceof WebAssembly.RuntimeError
  );
}

/** Throws the typed error of an aborted inspection when `signal` has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new LivePhotoError('inspection_aborted', 'The inspection was cancelled', { cause: signal.reason });
  }
}

/** A signal whose owner knows better than to wait for a timer, by which a core idles for a millisecond in Node and for four in pages. */
export interface TurningSignal extends AbortSignal {
  /** Gives the thread up; resolves once whatever fires the signal had its chance. */
  nextTurn?(): Promise<void>;
}

/**
 * Gives the thread up for a moment, so that timers and messages can fire the signal, and throws when one has. Costs
 * nothing without a signal.
 */
export async function checkpoint(signal: TurningSignal | undefined): Promise<void> {
  if (signal === undefined) return;
  await (signal.nextTurn?.() ?? new Promise<void>((resolve) => setTimeout(resolve, 0)));
  throwIfAborted(signal);
}
