/** Sends a photo to the Live Photos API with a short-lived client token. */
import type { Finding } from '@livephoto/core';
import { CaptureError, type CaptureErrorCode } from './capture-error.ts';

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

/** The server looked at the photo and said no. */
export class UploadRefusedError extends CaptureError {
  readonly findings: readonly Finding[];

  constructor(message: string, findings: readonly Finding[]) {
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
  request.signal?.throwIfAborted();
  const url = new URL(`${request.api.replace(/\/+$/, '')}/livePhotos`, document.baseURI);
  if (request.token.clientId !== undefined) url.searchParams.set('clientId', request.token.clientId);
  if (!request.performLivenessCheck) url.searchParams.set('performLivenessCheck', 'false');
  const { status, body } = await send(url, request);
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
  const { message, inspections, findings } = (body ?? {}) as {
    message?: string;
    inspections?: unknown;
    findings?: unknown;
  };
  const text = message ?? `The server answered ${status}`;
  // A page with a client token hears `findings`, without figures; with a key they are `inspections`.
  if (status === 422) return new UploadRefusedError(text, readFindings(findings ?? inspections));
  return new CaptureError(codeOfStatus[status] ?? 'upload_failed', text);
}

function readFindings(inspections: unknown): readonly Finding[] {
  if (!Array.isArray(inspections)) return [];
  return inspections.filter((finding): finding is Finding => typeof finding?.code === 'string');
}

/** By XMLHttpRequest: `fetch` tells nothing of how much was sent. */
function send(url: URL, request: UploadRequest): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const { signal } = request;
    const call = new XMLHttpRequest();
    const settle = (then: () => void) => () => {
      signal?.removeEventListener('abort', onAbort);
      then();
    };
    const onAbort = () => {
      call.abort();
      reject(signal?.reason);
    };
    call.open('POST', url);
    call.responseType = 'json';
    call.setRequestHeader('Authorization', request.token.token);
    call.setRequestHeader('Content-Type', request.photo.type);
    call.setRequestHeader('Idempotency-Key', request.idempotencyKey);
    call.upload.addEventListener('progress', ({ loaded, total }) => request.onProgress?.(loaded / total));
    call.addEventListener(
      'load',
      settle(() => resolve({ status: call.status, body: call.response })),
    );
    call.addEventListener(
      'error',
      settle(() => reject(new CaptureError('upload_failed', 'The server could not be reached'))),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    call.send(request.photo);
  });
}

/** A key that nobody else uses; `crypto.randomUUID` is missing on pages without https. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
