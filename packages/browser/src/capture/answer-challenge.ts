/** From a challenge to what is sent: the turns filmed, the photo at their end looked at, one request to the server. */
import type { MotionPolicy } from '@livephoto/core';
import type { BrowserInspector } from '../create-inspector.ts';
import type { Camera } from './camera.ts';
import type { LivePhotoCaptureEventDetails } from './events.ts';
import { type RecordTurnsOptions, recordTurns } from './record-turns.ts';
import { captureBody } from './send-capture.ts';
import { CaptureRefusedError } from './session-api.ts';
import type { SessionSlot } from './session-slot.ts';
import { newIdempotencyKey, type PageFinding } from './upload.ts';

export interface AnswerChallengeOptions {
  readonly remote: SessionSlot;
  readonly video: HTMLVideoElement;
  readonly camera: Camera;
  readonly inspector: BrowserInspector;
  readonly policy: MotionPolicy;
  readonly onProgress: RecordTurnsOptions['onProgress'];
  readonly signal: AbortSignal;
}

export interface ChallengeAnswer {
  readonly photo: Blob;
  /** What the photo would be refused for; none where the turns were not seen: then the server shall say so. */
  findingsOf(inspector: BrowserInspector, signal: AbortSignal): Promise<readonly PageFinding[]>;
  /** May be sent again: it is the same request. */
  send(onProgress: (share: number) => void, signal: AbortSignal): Promise<{ id: string }>;
}

/** @returns undefined when time ran out and too little was seen to be sent. */
export async function answerChallenge({
  remote,
  ...options
}: AnswerChallengeOptions): Promise<ChallengeAnswer | undefined> {
  const challenge = await remote.draw(options.signal);
  options.onProgress({ cue: 'straight', share: 0 });
  const recorded = await recordTurns({ ...options, challenge });
  if (recorded === undefined) return undefined;
  const { capture, complete } = recorded;
  const photo = capture.still.picture;
  const body = await captureBody(challenge, capture);
  const key = newIdempotencyKey();
  return {
    photo,
    async findingsOf(inspector, signal) {
      if (!complete) return [];
      const { inspections } = await inspector.inspect(photo, {
        inspections: ['faces', 'orientation', 'obstructions'],
        upright: true,
        signal,
      });
      return Object.values(inspections).flatMap(({ findings }) => findings);
    },
    async send(onProgress, signal) {
      try {
        const livePhoto = await remote.api().send(body, key, onProgress, signal);
        remote.answered(remote.attempts.left);
        return livePhoto;
      } catch (error) {
        if (error instanceof CaptureRefusedError) remote.answered(error.attemptsLeft);
        throw error;
      }
    },
  };
}

/** Of a challenge that was not answered in time. */
export function challengeRefusal({ attempts }: SessionSlot): LivePhotoCaptureEventDetails['refused'] {
  const findings = [{ code: 'turn_not_followed', message: 'The turns were not seen in time' }] as const;
  return { findings, state: 'open', attemptsLeft: attempts.left };
}
