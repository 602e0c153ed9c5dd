/** Public surface of `@livephoto/browser`. */
export {
  type ErrorType,
  type FaceReport,
  type FacesEvidence,
  type Finding,
  type FindingCode,
  type ImageContentType,
  type InspectionName,
  type InspectionProgress,
  type InspectionReport,
  type InspectionResult,
  type InspectionStage,
  type InspectOptions,
  type LivenessEvidence,
  LivePhotoError,
  type LivePhotoErrorOptions,
  type ObstructionsEvidence,
  type OrientationEvidence,
  type Outcome,
  type Policy,
  type PolicyChanges,
  type PolicyLike,
  type PolicyName,
  parsePolicy,
  type TrackedFace,
} from '@livephoto/core';
export {
  type BrowserInspectOptions,
  type BrowserInspector,
  type BrowserInspectorOptions,
  createInspector,
} from './create-inspector.ts';
export type { PhotoSource } from './photo-source.ts';
export type { BackendName, DetailedPhotoReport, LoadProgress, PhotoReport } from './protocol.ts';
