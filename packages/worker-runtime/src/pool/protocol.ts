/** What crosses a worker's boundary. Errors travel as data: Comlink alone keeps only their message, name and stack. */
import { type InspectionReport, LivePhotoError, type SerializedError } from '@livephoto/core';

export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: SerializedError };

export interface JobOptions {
  readonly performLivenessCheck: boolean;
}

/** The worker's side, as its caller sees it through Comlink. */
export interface InspectorService {
  /** Settles once the models are loaded. */
  ready(): Promise<Reply<null>>;
  /** @param job a number that no other job under way has. */
  inspect(job: number, bytes: Uint8Array, options: JobOptions): Promise<Reply<InspectionReport>>;
  /** Stops a job at its next stage; none is no error. */
  abort(job: number): Promise<void>;
  dispose(): Promise<void>;
}

/** Runs `work`; whatever it throws becomes data. */
export async function reply<Value>(work: () => Promise<Value>): Promise<Reply<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: serialize(error) };
  }
}

/** @throws {LivePhotoError} what the other side threw. */
export function unwrap<Value>(answer: Reply<Value>): Value {
  if (answer.ok) return answer.value;
  throw LivePhotoError.fromJSON(answer.error);
}

function serialize(error: unknown): SerializedError {
  if (error instanceof LivePhotoError) return error.toJSON();
  const message = error instanceof Error ? error.message : String(error);
  return { type: 'inference_failed', message };
}
