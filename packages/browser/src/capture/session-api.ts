/** What a page may call with the token of its capture session. */
import type { TurnDirection } from '@livephoto/core';
import { CaptureError, type CaptureErrorCode } from './capture-error.ts';
import { call, type HttpAnswer } from './http-call.ts';
import { type PageFinding, UploadRefusedError } from './upload.ts';

/** What `GET /v1/captureSessions/current` answers. */
export interface CaptureSessionInfo {
  readonly state: 'open' | 'accepted' | 'locked' | 'expired';
  /** `turn`: a capture with turns of the head; `none`: one photo alone. */
  readonly challenge: 'turn' | 'none';
  readonly turns: number;
  readonly attemptsLeft: number;
  readonly allowFiles: boolean;
  /** ISO 8601. */
  readonly expiresAt: string;
}

export interface DrawnChallenge {
  readonly id: string;
  /** Signs the capture. */
  readonly nonce: string;
  /** In this order; the person's own left and right. */
  readonly turns: readonly TurnDirection[];
  readonly attemptsLeft: number;
}

/** A picture and when it was taken, in milliseconds of the page's clock. */
export interface TimedPicture {
  readonly at: number;
  readonly picture: Blob;
}

export interface TakenCapture {
  readonly frames: readonly TimedPicture[];
  readonly still: TimedPicture;
  /** What the page noticed of its camera: hints. */
  readonly signals: object;
}

/** A refusal, with what the session still allows. */
export class CaptureRefusedError extends UploadRefusedError {
  constructor(
    message: string,
    findings: readonly PageFinding[],
    readonly state: CaptureSessionInfo['state'],
    readonly attemptsLeft: number,
  ) {
    super(message, findings);
  }
}

export interface SessionApi {
  /** @throws {CaptureError} `session_expired` where the server does not know the token (any more). */
  current(signal: AbortSignal): Promise<CaptureSessionInfo>;
  /** @throws {CaptureError} `session_locked`, `session_expired`, `session_used`. */
  draw(signal: AbortSignal): Promise<DrawnChallenge>;
  /** @throws {CaptureRefusedError} for what was found; {CaptureError} `challenge_over`, and as the others. */
  send(
    body: FormData,
    key: string,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<{ id: string }>;
}

/** @param api base URL, such as `https://photos.example.com/v1`. */
export function createSessionApi(api: string, token: string): SessionApi {
  const url = (path: string) =>
    new URL(`${api.replace(/\/+$/, '')}/captureSessions/current${path}`, document.baseURI);
  const headers = { Authorization: token };
  return {
    async current(signal) {
      const answer = await call({ method: 'GET', url: url(''), headers, signal });
      if (answer.status === 200) return answer.body as CaptureSessionInfo;
      throw refusal(answer, 'session_used');
    },
    async draw(signal) {
      const answer = await call({ method: 'POST', url: url('/challenges'), headers, signal });
      if (answer.status === 200) return answer.body as DrawnChallenge;
      throw refusal(answer, 'session_used');
    },
    async send(body, key, onProgress, signal) {
      const answer = await call({
        method: 'POST',
        url: url('/captures'),
        headers: { ...headers, 'Idempotency-Key': key },
        body,
        onProgress,
        signal,
      });
      const { livePhoto } = (answer.body ?? {}) as { livePhoto?: { id: string } };
      if (answer.status === 200 && livePhoto) return livePhoto;
      throw refusal(answer, 'challenge_over');
    },
  };
}

interface ErrorBody {
  readonly type?: string;
  readonly message?: string;
  readonly findings?: readonly PageFinding[];
  readonly state?: CaptureSessionInfo['state'];
  readonly attemptsLeft?: number;
}

const codes: Readonly<Record<number, CaptureErrorCode>> = {
  401: 'session_expired',
  429: 'server_busy',
  503: 'server_busy',
};

/** @param conflict what a 409 means of this call. */
function refusal({ status, body }: HttpAnswer, conflict: CaptureErrorCode): CaptureError {
  const { type, message, findings = [], state = 'open', attemptsLeft = 0 } = (body ?? {}) as ErrorBody;
  const text = message ?? `The server answered ${status}`;
  if (status === 422) return new CaptureRefusedError(text, findings, state, attemptsLeft);
  if (type === 'session_locked') return new CaptureError('session_locked', text);
  if (status === 403) return new CaptureError('token_refused', text);
  if (status === 409) return new CaptureError(conflict, text);
  return new CaptureError(codes[status] ?? 'upload_failed', text);
}
