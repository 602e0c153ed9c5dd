/** What crosses a worker's boundary. Errors travel as data: Comlink alone keeps only their message, name and stack. */
import {
  type Capture,
  type CaptureChallenge,
  type CaptureReport,
  type ImageContentType,
  type InspectionName,
  type InspectionProgress,
  type InspectionReport,
  LivePhotoError,
  type PolicyLike,
  type RgbImage,
  type SerializedError,
} from '@livephoto/core';

/** Of a still that was a file, or was none. */
export type AnyCaptureReport = CaptureReport<ImageContentType | null>;

/** An answer that crosses a worker's boundary: errors lose their class there, and are sent as data. */
export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: SerializedError; readonly cause?: SerializedCause };

/** Of whatever made the error: for logs, and to tell a trap. */
export interface SerializedCause {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** The options of an inspection, as far as they are data. */
export interface JobOptions {
  readonly performLivenessCheck: boolean;
  readonly inspections: readonly InspectionName[] | undefined;
  readonly failFast: boolean;
  readonly upright: boolean;
  readonly prints: boolean;
  readonly policy: PolicyLike | undefined;
  /** Whether `abort` may come. A worker that need not listen for it loses no time. */
  readonly abortable: boolean;
  /** Whether progress is to be told. */
  readonly progress: boolean;
}

/** The worker's side, as its caller sees it through Comlink. */
export interface InspectorService {
  /** Settles once the models are loaded. */
  ready(): Promise<Reply<null>>;
  /** @param job a number that no other job under way has. */
  inspect(job: number, bytes: Uint8Array, options: JobOptions): Promise<Reply<InspectionReport>>;
  inspectPixels(job: number, image: RgbImage, options: JobOptions): Promise<Reply<InspectionReport<null>>>;
  inspectCapture(
    job: number,
    capture: Capture,
    challenge: CaptureChallenge,
    options: JobOptions,
  ): Promise<Reply<AnyCaptureReport>>;
  fingerprint(job: number, bytes: Uint8Array, options: JobOptions): Promise<Reply<string>>;
  /** Stops a job at its next stage; none is no error. */
  abort(job: number): Promise<void>;
  dispose(): Promise<void>;
}

/** Goes the same way as Comlink's answers, so that all of it comes before the report; Comlink takes no notice of it. */
export interface ProgressMessage {
  readonly livephotoJob: number;
  readonly progress: InspectionProgress;
}

export function isProgressMessage(data: unknown): data is ProgressMessage {
  return typeof data === 'object' && data !== null && 'livephotoJob' in data;
}

/** Runs `work`; whatever it throws becomes data. */
export async function reply<Value>(work: () => Promise<Value>): Promise<Reply<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const typed = error instanceof LivePhotoError ? error : unexpected(error);
    return { ok: false, error: typed.toJSON(), ...causeOf(typed) };
  }
}

/** @throws {LivePhotoError} what the other side threw. */
export function unwrap<Value>(answer: Reply<Value>): Value {
  if (answer.ok) return answer.value;
  const { type, message, param } = answer.error;
  throw new LivePhotoError(type, message, {
    ...(param === undefined ? {} : { param }),
    ...(answer.cause === undefined ? {} : { cause: revive(answer.cause) }),
  });
}

function unexpected(cause: unknown): LivePhotoError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new LivePhotoError('inference_failed', message, { cause });
}

function causeOf({ cause }: LivePhotoError): { cause?: SerializedCause } {
  if (cause === undefined) return {};
  const { name, message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
  return { cause: { name, message, stack } };
}

function revive({ name, message, stack }: SerializedCause): Error {
  const error = name === 'RuntimeError' ? new WebAssembly.RuntimeError(message) : new Error(message);
  return Object.assign(error, { name, stack });
}
