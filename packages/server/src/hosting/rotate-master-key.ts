/** Rotation of the master key: images stay as they are, their data keys are wrapped anew. */

import { rewrapAll } from '../housekeeping/rewrap.ts';
import { addMasterKey, dropPreviousKeys } from './master-key-file.ts';
import type { Storage } from './open-storage.ts';

/** What changing the master key did. */
export interface Rotation {
  /** How many keys of images and clients were wrapped anew. */
  readonly rewrapped: number;
  /** Whether the earlier keys were taken out of the data folder. */
  readonly dropped: boolean;
}

/**
 * With a key file: puts a new key in, wraps everything with it, and takes the old ones out. With keys from the
 * environment: wraps everything with the current one, after which the previous ones are needed no more.
 * A server may run meanwhile; uploads that began before the rotation are waited for.
 * @param wait milliseconds that an upload may take to be stored.
 */
export async function rotateMasterKey(storage: Storage, wait: number): Promise<Rotation> {
  if (storage.keyFile) await addMasterKey(storage.keyFile);
  let rewrapped = await rewrapAll(storage);
  if (!storage.keyFile) return { rewrapped, dropped: false };
  await new Promise((resolve) => setTimeout(resolve, wait));
  rewrapped += await rewrapAll(storage);
  await dropPreviousKeys(storage.keyFile);
  return { rewrapped, dropped: true };
}
