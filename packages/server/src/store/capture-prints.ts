/** What the API asks of a database for frames that may come again: prints of them, found by keyed hashes. */
import type { Owner, Timestamp } from './live-photo-store.ts';

/** Prints of one capture's frames. */
export interface CapturePrintsRecord extends Owner {
  readonly tryId: string;
  readonly clientId: string;
  /** Keyed hashes that they are found by: about one a frame. */
  readonly tokens: readonly string[];
  /** Sealed with the client's key. */
  readonly prints: string;
  readonly expiresAt: Timestamp;
}

/** State of all servers together: whoever keeps first and asks then is told of everybody who kept before. */
export interface CapturePrintStore {
  /** In place of those that were kept of this try before; of a client that is gone nothing is. */
  keepPrints(record: CapturePrintsRecord): Promise<void>;
  /** The prints of this owner's captures that share a token, those that share the most first; a few at most. */
  findPrints(
    owner: Owner,
    tokens: readonly string[],
    of: { readonly exceptTry: string; readonly now: Timestamp },
  ): Promise<readonly string[]>;
  /** Forgets what expired by `now`. */
  forgetPrints(now: Timestamp): Promise<void>;
}
