/** Sends a photo to the Live Photos API with a short-lived client token. */
import type { Finding } from '@livephoto/core';
import { CaptureError, type CaptureErrorCode } from './capture-error.ts';
import { call } from './http-call.ts';

/** What `POST /v1/tokens` answers; pages that know the client already may give the token alone. */
export interface ClientToken {
  readonly token: string;
  readonly clientId?: string;
  /** ISO 8601. */
  readonly expiresAt?: string;
}

/** Asks the page's own server, which holds the API key, for a token. */
export type TokenProvider = () => Promise<ClientToken | string> | ClientToken | string;

/** The live photo as the API answers it. */
export interface StoredLivePhoto {
  readonly id: string;
  readonly clientId: string;
  readonly performLivenessCheck: boolean;
  readonly downloadLink: string;
  readonly contentType: string;
  readonly size: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What a page hears of a finding; holders of a token are told no score. */
export type PageFinding = Pick<Finding, 'code' | 'message'> & Partial<Finding>;

/** The server looked at the photo and said no. */
export class UploadRefusedError extends CaptureError {
  readonly findings: readonly PageFinding[];

  constructor(message: string, findings: readonly PageFinding[]) {
    super('upload_refused', message);
    this.findings = findings;
  }
}

export interface UploadRequest {
  /** Base URL of the API, such as `https://photos.example.com/v1`. */
  readonly api: string;
  readonly photo: Blob;
  readonly token: ClientToken;
  /** Repeating a request with the same key never stores the photo twice. */
  readonly idempotencyKey: string;
  readonly performLivenessCheck: boolean;
  /** Told the share 0..1 that was sent. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * @throws {CaptureError} `upload_failed` when the server is not reached or answers what nobody expects, `server_busy`,
 *   `token_refused`; {@link UploadRefusedError} when an inspection refuses the photo; the signal's reason.
 */
export async function upload(request: UploadRequest): Promise<StoredLivePhoto> {
  const url = new URL(`${request.api.replace(/\/+$/, '')}/livePhotos`, document.baseURI);
  if (request.token.clientId !== undefined) url.searchParams.set('clientId', request.token.clientId);
  if (!request.performLivenessCheck) url.searchParams.set('performLivenessCheck', 'false');
  const { status, body } = await call({
    method: 'POST',
    url,
    headers: {
      Authorization: request.token.token,
      'Content-Type': request.photo.type,
      'Idempotency-Key': request.idempotencyKey,
    },
    body: request.photo,
    onProgress: request.onProgress,
    signal: request.signal,
  });
  if (status === 200 && isLivePhoto(body)) return body;
  throw refusal(status, body);
}

function isLivePhoto(body: unknown): body is StoredLivePhoto {
  return typeof (body as { id?: unknown } | null)?.id === 'string';
}

const codeOfStatus: Readonly<Record<number, CaptureErrorCode>> = {
  401: 'token_refused',
  403: 'token_refused',
  429: 'server_busy',
  503: 'server_busy',
};

function refusal(status: number, body: unknown): CaptureError {
  const { type, message, inspections, findings } = (body ?? {}) as {
    type?: string;
    message?: string;
    inspections?: unknown;
    findings?: unknown;
  };
  const text = message ?? `The server answered ${status}`;
  // A page with a client token hears `findings`, without figures; with a key they are `inspections`.
  if (status === 422) return new UploadRefusedError(text, readFindings(findings ?? inspections));
  if (type === 'session_locked') return new CaptureError('session_locked', text);
  return new CaptureError(codeOfStatus[status] ?? 'upload_failed', text);
}

function readFindings(inspections: unknown): readonly PageFinding[] {
  if (!Array.isArray(inspections)) return [];
  return inspections.filter((finding): finding is PageFinding => typeof finding?.code === 'string');
}

/** A key that nobody else uses; `crypto.randomUUID` is missing on pages without https. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
