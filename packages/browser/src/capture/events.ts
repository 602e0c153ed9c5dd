/** The events of the capture element, with what each tells. None of them bubbles. */
import type { InspectionReport } from '@livephoto/core';
import type { BackendName, LoadProgress, PhotoReport } from '../protocol.ts';
import type { CaptureErrorCode } from './capture-error.ts';
import type { GuidanceCode } from './guidance.ts';
import type { CaptureSessionInfo } from './session-api.ts';
import type { TurnCue } from './track-recorder.ts';
import type { PageFinding, StoredLivePhoto } from './upload.ts';

/** What took the picture. */
export type CaptureTrigger = 'auto' | 'button' | 'file';

/** By the name of each event, what its `detail` holds. */
export interface LivePhotoCaptureEventDetails {
  /** Worker and models come in. */
  progress: LoadProgress;
  /** Camera and inspector are there: from now on frames are inspected. */
  ready: { readonly backend: BackendName; readonly width: number; readonly height: number };
  /** The advice shown has changed. */
  guidance: {
    readonly code: GuidanceCode;
    readonly message: string;
    /** Everything that should change, the most important first. */
    readonly all: readonly GuidanceCode[];
  };
  /** A live frame was inspected: ten and more a second. */
  frame: { readonly report: PhotoReport; readonly all: readonly GuidanceCode[] };
  /** A picture was taken or a file chosen; `photo` holds the very bytes that will be inspected and sent. */
  captured: { readonly photo: Blob; readonly trigger: CaptureTrigger };
  inspected: { readonly photo: Blob; readonly report: InspectionReport };
  /** The person discards the photo. */
  retake: null;
  /**
   * The person wants to use the accepted photo. Cancelable: what the element would do next (send it, where `api` is set)
   * is then yours to do.
   */
  confirmed: { readonly photo: Blob; readonly report: InspectionReport };
  uploaded: { readonly photo: Blob; readonly livePhoto: StoredLivePhoto };
  /** In a session with a challenge: what the person is to do now. */
  turn: { readonly cue: TurnCue; readonly message: string };
  /** The session has its photo. */
  accepted: { readonly photo: Blob; readonly livePhoto: { readonly id: string } };
  /** The server refused a capture, or what was filmed was not fit to be sent. */
  refused: {
    readonly findings: readonly PageFinding[];
    readonly state: CaptureSessionInfo['state'];
    readonly attemptsLeft: number;
  };
  error: { readonly code: CaptureErrorCode; readonly message: string; readonly cause: unknown };
}

/** By the name of each event, the event. */
export type LivePhotoCaptureEventMap = {
  [Name in keyof LivePhotoCaptureEventDetails]: CustomEvent<LivePhotoCaptureEventDetails[Name]>;
};

/** @returns false when a listener prevented what comes next. */
export type Emit = <Name extends keyof LivePhotoCaptureEventDetails>(
  name: Name,
  detail: LivePhotoCaptureEventDetails[Name],
) => boolean;
