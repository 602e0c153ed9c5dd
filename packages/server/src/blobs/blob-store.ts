/** What the API asks of a store of bytes. Everything put into it is encrypted already. */

export interface BlobStore {
  /** `files`, `s3`, … */
  readonly name: string;
  /** Stores the bytes durably before it answers. A key is written once. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** @returns undefined when there are no bytes under the key. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Takes the bytes away, and what an interrupted `put` may have left of them. No bytes is no error. */
  delete(key: string): Promise<void>;
  /** Every key, in no order; what an interrupted `put` left is listed under the key it was meant for. */
  list(): AsyncIterable<string>;
  /** @throws when bytes cannot be written. */
  check(): Promise<void>;
}

const keyPattern = /^[a-z]{1,16}\/[0-9a-f]{24}$/;

/** @throws {RangeError} for anything but `<mode>/<id>`: what a driver joins to a path or URL is known to be harmless. */
export function assertBlobKey(key: string): void {
  if (!keyPattern.test(key)) throw new RangeError(`Not a blob key: ${JSON.stringify(key)}`);
}
