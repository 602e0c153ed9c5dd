/** Public surface of `livephoto`: everything that a program needs to inspect photos. */
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
} from '@livephoto/core';
export {
  createInspector,
  type InspectorOptions,
  type PhotoInspector,
} from './create-inspector.ts';
export type { PhotoInput } from './photo-input.ts';
