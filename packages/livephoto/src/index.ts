/** Public surface of `livephoto`: everything that a program needs to inspect photos. */
export {
  type ErrorType,
  type Finding,
  type FindingCode,
  type InspectionName,
  type InspectionProgress,
  type InspectionReport,
  type InspectionResult,
  type InspectOptions,
  LivePhotoError,
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
