/** What the API asks of a database for captures: sessions, and the tries that they allow. */
import type { Finding, PolicyName, TurnDirection } from '@livephoto/core';
import type { AuditEntry, Owner, Timestamp } from './live-photo-store.ts';

/** `expired` is no state of its own: it follows from `expiresAt`. */
export type StoredState = 'open' | 'accepted' | 'locked';

export interface CaptureSessionRecord extends Owner {
  readonly id: string;
  readonly clientId: string;
  readonly challenge: 'turn' | 'none';
  /** Turns that a challenge asks for; 0 where there is none. */
  readonly turns: number;
  readonly attempts: number;
  readonly attemptsUsed: number;
  readonly performLivenessCheck: boolean;
  readonly allowFiles: boolean;
  /** Null: the server's own. */
  readonly policy: PolicyName | null;
  /** Origins whose pages may use it; any when empty. */
  readonly origins: readonly string[];
  readonly state: StoredState;
  readonly livePhotoId: string | null;
  /** The try that is under way, until when it may be answered, and whether its answer is being judged. */
  readonly runningTry: string | null;
  readonly runningUntil: Timestamp | null;
  readonly claimed: boolean;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  readonly expiresAt: Timestamp;
}

/** How a try ended. */
export interface TryOutcome {
  readonly accepted: boolean;
  /** The type of the error that was answered; null for one that was accepted. */
  readonly type: string | null;
  readonly message: string | null;
  readonly findings: readonly Finding[];
  /** What the page said of its camera, as it said it. */
  readonly signals: unknown;
  /** The whole report, motion included; null where the picture could not be inspected. */
  readonly report: unknown;
}

export interface CaptureTryRecord {
  readonly id: string;
  readonly sessionId: string;
  /** From 1. */
  readonly number: number;
  readonly turns: readonly TurnDirection[];
  readonly nonce: string;
  readonly startedAt: Timestamp;
  readonly expiresAt: Timestamp;
  readonly finishedAt: Timestamp | null;
  /** `perceptualHash` of the still; kept until the session ends. */
  readonly fingerprint: string | null;
  /** What tells the same request again: the `Idempotency-Key` and a hash of the body. */
  readonly requestKey: string | null;
  readonly outcome: TryOutcome | null;
}

/** The end of a try. */
export interface TryEnd {
  readonly sessionId: string;
  readonly tryId: string;
  readonly outcome: TryOutcome;
  readonly fingerprint: string | null;
  readonly requestKey: string | null;
  readonly at: Timestamp;
}

/** What names a session, and whose it is. */
export type SessionKey = Pick<CaptureSessionRecord, 'id' | 'account' | 'mode' | 'clientId'>;

/** Each method is one atomic step over however many servers; each change writes its audit entry in that same step. */
export interface CaptureSessionStore {
  createCaptureSession(session: CaptureSessionRecord, audit: AuditEntry): Promise<void>;
  getCaptureSession(owner: Owner, id: string): Promise<CaptureSessionRecord | undefined>;
  /** In their order. */
  listTries(session: SessionKey): Promise<readonly CaptureTryRecord[]>;
  /**
   * Counts a try and begins it, unless one is under way, none is left, or the session is over.
   * @param claim whether it is judged at once.
   */
  beginTry(
    session: SessionKey,
    begun: Pick<CaptureTryRecord, 'id' | 'turns' | 'nonce' | 'startedAt' | 'expiresAt'>,
    claim: boolean,
    audit: AuditEntry,
  ): Promise<boolean>;
  /** Takes the running try for one answer: of two that come at once, one hears false. */
  claimTry(sessionId: string, tryId: string, now: Timestamp): Promise<boolean>;
  /** Gives a claimed try back: its answer could not be judged. */
  releaseTry(sessionId: string, tryId: string): Promise<void>;
  /** Takes a try back that was begun for a picture which turned out to be none. */
  abandonTry(sessionId: string, tryId: string): Promise<void>;
  /**
   * Ends a claimed try that was refused; a session without another try is locked.
   * @param audits of which one is written: `locked` when it was the last try.
   * @returns false when the try was over already.
   */
  refuseTry(
    session: SessionKey,
    end: TryEnd,
    audits: { readonly refused: AuditEntry; readonly locked: AuditEntry },
  ): Promise<boolean>;
  /** Forgets the fingerprints of sessions that ended by `now`, and whole sessions that ended before `cutoff`. */
  forgetCaptureSessions(now: Timestamp, cutoff: Timestamp): Promise<void>;
}
