/** What the capture element shows at a time. */
import type { InspectionReport } from '@livephoto/core';
import type { CameraChoice } from './camera.ts';
import type { CaptureErrorCode } from './capture-error.ts';
import type { GuidanceCode, Size } from './guidance.ts';
import type { TurnProgress } from './record-turns.ts';
import type { PageFinding, StoredLivePhoto } from './upload.ts';

export interface LiveState {
  readonly view: 'live';
  /** Pixels of the camera's frames. */
  readonly size: Size;
  readonly mirrored: boolean;
  /** Undefined until the first frame was inspected. */
  readonly advice: GuidanceCode | undefined;
  /** Everything is right; the picture is about to be taken by itself. */
  readonly holding: boolean;
  /** The page is in the background. */
  readonly paused: boolean;
  /** Share 0..1 of the download, undefined when nothing was heard of it yet, and null once the inspector is there. */
  readonly loading: number | undefined | null;
  /** What a turn of the head asks for; undefined before the challenge was drawn, and without one. */
  readonly turn: TurnProgress | undefined;
  /** To choose from; one or none where there is no choice. */
  readonly cameras: readonly CameraChoice[];
  /** The one in use. */
  readonly camera: string | undefined;
}

interface TakenPhoto {
  readonly photo: Blob;
  readonly report: InspectionReport;
}

export type CaptureState =
  | { readonly view: 'welcome' }
  | {
      readonly view: 'asking';
      /** The camera was allowed, and has given no picture yet. */
      readonly starting: boolean;
    }
  /** The address of this session for a phone, as a QR code. */
  | { readonly view: 'phone'; readonly url: string; readonly back: CaptureState }
  | LiveState
  | {
      readonly view: 'inspecting';
      readonly photo: Blob;
      /** As in the live state. */
      readonly loading: number | undefined | null;
      /** Stages done, 0..1. */
      readonly share: number;
    }
  | (TakenPhoto & {
      readonly view: 'result';
      /** What the server found, where it refused what was accepted here. */
      readonly refusal: readonly PageFinding[] | undefined;
      /** It was chosen, not taken. */
      readonly fromFile: boolean;
    })
  | {
      readonly view: 'sending';
      readonly photo: Blob;
      /** Undefined of a capture, which the server judges. */
      readonly report: InspectionReport | undefined;
      readonly share: number;
    }
  | {
      readonly view: 'refused';
      readonly photo: Blob | undefined;
      readonly findings: readonly PageFinding[];
      /** Tries that can still be begun; the one under way counts where it can be made again. */
      readonly attemptsLeft: number;
    }
  | { readonly view: 'done'; readonly livePhoto: Pick<StoredLivePhoto, 'id'> | undefined }
  | {
      readonly view: 'problem';
      readonly code: CaptureErrorCode;
      readonly retry: () => void;
      /** Where to go instead of trying again. */
      readonly back: CaptureState | undefined;
    };

/** What the element shows. */
export type CaptureView = CaptureState['view'];
