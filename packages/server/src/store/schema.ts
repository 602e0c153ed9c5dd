/** The tables, as kysely sees them. Times are ISO 8601 text, flags 0 or 1: the same on every database. */
import type { Generated } from 'kysely';
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
  capture_prints: CapturePrintsTable;
  capture_print_tokens: CapturePrintTokensTable;
  tasks: TasksTable;
  jobs: JobsTable;
  job_items: JobItemsTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  waiting_uploads: WaitingUploadsTable;
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

export interface CapturePrintsTable {
  try_id: string;
  account: string;
  mode: Mode;
  client_id: string;
  /** Sealed with the client's key. */
  prints: string;
  expires_at: string;
}

export interface CapturePrintTokensTable {
  /** A keyed hash. */
  token: string;
  try_id: string;
}

/** What is to be done. A row goes when it was done; queues only tell of rows. */
export interface TasksTable {
  id: string;
  kind: string;
  /** The job, upload or delivery that it belongs to. */
  subject: string;
  /** JSON, of ids and numbers alone. */
  body: string;
  due_at: string;
  /** When a queue was told of it. */
  told_at: Generated<string | null>;
  /** Who does it, and until when nobody else may. */
  claim: Generated<string | null>;
  claimed_until: Generated<string | null>;
  attempts: Generated<number>;
  created_at: string;
}

export interface JobsTable {
  id: string;
  account: string;
  mode: Mode;
  type: string;
  key_id: string;
  /** JSON. */
  options: string;
  state: string;
  /** Whether all its parts are among the tasks, or done. */
  planned: Generated<number>;
  /** The last photo that is in a part. */
  cursor: Generated<string>;
  total: number | null;
  done: Generated<number>;
  unchanged: Generated<number>;
  accepts: Generated<number>;
  refuses: Generated<number>;
  failed: Generated<number>;
  /** JSON of numbers. */
  result: string | null;
  /** JSON. */
  error: string | null;
  idempotency_key: Generated<string | null>;
  /** Of what was asked with the key. */
  fingerprint: Generated<string | null>;
  created_at: string;
  updated_at: string;
  finished_at: string | null;
}

export interface JobItemsTable {
  job_id: string;
  live_photo_id: string;
  /** JSON, sealed with the client's key; null where the photo's own report is the outcome. */
  outcome: string | null;
}

export interface WebhookEndpointsTable {
  id: string;
  account: string;
  mode: Mode;
  url: string;
  /** With spaces between, and around. */
  events: string;
  description: string;
  enabled: number;
  /** Sealed with the key beside it. */
  secret: string;
  wrapped_key: string;
  created_at: string;
  updated_at: string;
}

export interface WebhookDeliveriesTable {
  id: string;
  endpoint_id: string;
  event_id: string;
  event: string;
  /** What is sent, JSON. */
  body: string;
  state: string;
  attempts: number;
  /** The last answer's HTTP status, or what kept it from coming. */
  status: number | null;
  problem: string | null;
  next_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface WaitingUploadsTable {
  /** The live photo's, if it becomes one. */
  id: string;
  account: string;
  mode: Mode;
  client_id: string;
  key_id: string;
  request_id: string;
  perform_liveness_check: number;
  content_type: string;
  size: number;
  /** Null once it was inspected. */
  blob_key: string | null;
  wrapped_key: string | null;
  idempotency_key: string | null;
  fingerprint: string | null;
  state: string;
  live_photo_id: string | null;
  /** JSON, sealed with the client's key. */
  refusal: string | null;
  created_at: string;
  updated_at: string;
}
