/** What the capture element shows at a time. */
import type { Finding, InspectionReport } from '@livephoto/core';
import type { CaptureErrorCode } from './capture-error.ts';
import type { GuidanceCode, Size } from './guidance.ts';
import type { StoredLivePhoto } from './upload.ts';

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
}

interface TakenPhoto {
  readonly photo: Blob;
  readonly report: InspectionReport;
}

export type CaptureState =
  | { readonly view: 'welcome' }
  | { readonly view: 'asking' }
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
      readonly refusal: readonly Finding[] | undefined;
    })
  | (TakenPhoto & { readonly view: 'sending'; readonly share: number })
  | (TakenPhoto & { readonly view: 'done'; readonly livePhoto: StoredLivePhoto | undefined })
  | {
      readonly view: 'problem';
      readonly code: CaptureErrorCode;
      readonly retry: () => void;
      /** Where to go instead of trying again. */
      readonly back: CaptureState | undefined;
    };

export type CaptureView = CaptureState['view'];
