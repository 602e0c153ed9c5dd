/** The tables, as kysely sees them. Times are ISO 8601 text, flags 0 or 1: the same on every database. */
import type { Mode } from './live-photo-store.ts';

export interface Schema {
  clients: ClientsTable;
  live_photos: LivePhotosTable;
  idempotency_keys: IdempotencyKeysTable;
  pending_blobs: PendingBlobsTable;
  audit_logs: AuditLogsTable;
  api_keys: ApiKeysTable;
  housekeeping: HousekeepingTable;
  /** On PostgreSQL alone. */
  rate_limits: RateLimitsTable;
  capture_sessions: CaptureSessionsTable;
  capture_tries: CaptureTriesTable;
}

export interface ClientsTable {
  id: string;
  account: string;
  mode: Mode;
  /** JSON, sealed with the client's key; as it is when `wrapped_key` is null. */
  details: string;
  /** The key of the client's texts, wrapped with a master key; null in rows of earlier versions. */
  wrapped_key: string | null;
  /** Counted up by every step that stores, redacts or deletes: what makes those of one client wait for each other. */
  uploads: number;
  created_at: string;
  updated_at: string;
}

export interface LivePhotosTable {
  id: string;
  account: string;
  mode: Mode;
  client_id: string;
  perform_liveness_check: number;
  content_type: string;
  size: number;
  blob_key: string;
  wrapped_key: string | null;
  redacted_at: string | null;
  /** The inspection report, JSON, sealed with the client's key; as it is in rows of earlier versions. */
  report: string;
  created_at: string;
  updated_at: string;
}

export interface IdempotencyKeysTable {
  key_id: string;
  idempotency_key: string;
  fingerprint: string;
  live_photo_id: string;
  created_at: string;
}

export interface PendingBlobsTable {
  blob_key: string;
  /** `reserved`: an upload may still take it. `condemned`: its bytes must go. */
  state: 'reserved' | 'condemned';
  expires_at: string;
}

export interface AuditLogsTable {
  id: string;
  account: string;
  mode: Mode | 'server';
  key_id: string;
  action: string;
  client_id: string | null;
  live_photo_id: string | null;
  request_id: string | null;
  created_at: string;
  /** What happened, where the action alone does not say it. */
  detail: string | null;
  /** The entry's place in the chain, from 1; null for what was written before there was one. */
  seq: number | null;
  /** SHA-256 of the entry and of the hash before it, hex. */
  hash: string | null;
}

export interface ApiKeysTable {
  id: string;
  account: string;
  mode: Mode;
  name: string;
  /** SHA-256 of the key, hex. */
  hash: string;
  /** The key's first characters, to recognise it by. */
  hint: string;
  created_at: string;
  revoked_at: string | null;
  /** With spaces between. */
  scopes: string;
  /** When the key ends by itself. */
  expires_at: string | null;
  /** Kept to the minute. */
  last_used_at: string | null;
}

/** What the servers of one database tell each other about their upkeep. */
export interface HousekeepingTable {
  name: string;
  value: string;
}

/** A token bucket for each caller that is not at rest. */
export interface RateLimitsTable {
  caller: string;
  /** When the bucket is full again, milliseconds since 1970. */
  full_at: number;
}

export interface CaptureSessionsTable {
  id: string;
  account: string;
  mode: Mode;
  client_id: string;
  challenge: 'turn' | 'none';
  turns: number;
  attempts: number;
  attempts_used: number;
  perform_liveness_check: number;
  allow_files: number;
  policy: string | null;
  /** JSON. */
  origins: string;
  state: 'open' | 'accepted' | 'locked';
  live_photo_id: string | null;
  /** The try under way, and until when it may be answered. */
  running_try: string | null;
  running_until: string | null;
  /** Whether its answer is being judged. */
  claimed: number;
  created_at: string;
  updated_at: string;
  expires_at: string;
}

export interface CaptureTriesTable {
  id: string;
  session_id: string;
  number: number;
  /** With commas between. */
  turns: string;
  nonce: string;
  started_at: string;
  expires_at: string;
  finished_at: string | null;
  fingerprint: string | null;
  request_key: string | null;
  /** JSON, sealed with the client's key; null while it runs. */
  outcome: string | null;
}
