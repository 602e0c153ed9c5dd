/** Public surface of `@livephoto/browser`. */
export {
  type ErrorType,
  type InspectionReport,
  type InspectOptions,
  LivePhotoError,
  type Policy,
  type PolicyName,
  type SeenGeometry,
} from '@livephoto/core';
export {
  type BrowserInspector,
  type BrowserInspectorOptions,
  createInspector,
} from './create-inspector.ts';
export type { PhotoSource } from './photo-source.ts';
export type { BackendName, LoadProgress, PhotoDetails, PhotoReport } from './protocol.ts';
