/** Public surface of `@livephoto/core`. */

export {
  createOrtBackend,
  createWasmBackend,
  type OrtApi,
  type WasmBackendOptions,
} from './backends/wasm.ts';
export { createWebGpuBackend, type WebGpuBackendOptions } from './backends/webgpu.ts';
export {
  type CalibrationOptions,
  calibrateLiveness,
  type LabelledCues,
  type LivenessCalibration,
} from './calibration/calibrate-liveness.ts';
export {
  calibrateLogits,
  type FittedReadOut,
  fitReadOut,
  type LabelledSignals,
  leftOutLogits,
  type Penalties,
  readOutLogit,
  readOutPenalties,
} from './calibration/fit-read-out.ts';
export * from './contract/errors.ts';
export type * from './contract/image-info.ts';
export * from './contract/live-photo.ts';
export type * from './contract/ports.ts';
export * from './contract/report.ts';
export type * from './contract/rgb-image.ts';
export * from './image/sniff.ts';
export * from './image/wasm-decoder.ts';
export type { DetailedInspection } from './inspect.ts';
export {
  type InspectionProgress,
  type InspectionStage,
  type InspectOptions,
  inspectionStages,
} from './inspect-options.ts';
export { inspectLiveness } from './inspections/liveness.ts';
export * from './inspector.ts';
export { type LivenessFusion, type Policy, type PolicyName, policies, resolvePolicy } from './policy.ts';
export { overlap } from './vision/faces/face-detector.ts';
export type { SeenGeometry } from './vision/landmarks/drawable.ts';
export type { LivenessSignals } from './vision/liveness/cues.ts';
export type { LinearReadOut, LivenessCues } from './vision/liveness/read-out.ts';
