/** Public surface of `@livephoto/browser/capture`. Importing it registers nothing; `capture/register` does. */
export { CaptureError, type CaptureErrorCode, captureErrorCodes } from './capture-error.ts';
export type { CaptureView } from './capture-state.ts';
export type {
  CaptureTrigger,
  LivePhotoCaptureEventDetails,
  LivePhotoCaptureEventMap,
} from './events.ts';
export type { GuidanceCode } from './guidance.ts';
export { LivePhotoCapture } from './live-photo-capture.ts';
export { type CaptureLanguage, captureMessages, type Messages, pickLanguage } from './messages/messages.ts';
export type { CaptureSessionInfo } from './session-api.ts';
export { TrackRecorder, type TrackStep, type TurnCue } from './track-recorder.ts';
export {
  type ClientToken,
  type PageFinding,
  type StoredLivePhoto,
  type TokenProvider,
  UploadRefusedError,
} from './upload.ts';
