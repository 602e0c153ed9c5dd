/** Public surface of `@livephoto/browser`. */
export {
  type ErrorType,
  type InspectionName,
  type InspectionProgress,
  type InspectionReport,
  type InspectOptions,
  LivePhotoError,
  type Policy,
  type PolicyChanges,
  type PolicyLike,
  type PolicyName,
  parsePolicy,
} from '@livephoto/core';
export {
  type BrowserInspectOptions,
  type BrowserInspector,
  type BrowserInspectorOptions,
  createInspector,
} from './create-inspector.ts';
export type { PhotoSource } from './photo-source.ts';
export type { BackendName, DetailedPhotoReport, LoadProgress, PhotoReport } from './protocol.ts';
