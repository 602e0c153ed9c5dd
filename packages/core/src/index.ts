/** Public surface of `@livephoto/core`. */

export { missingPackage } from './backends/missing-package.ts';
export {
  createOrtBackend,
  type OrtApi,
  type OrtBackendOptions,
  type OrtSession,
  type OrtSessionOptions,
  type OrtTensor,
  type OrtWebApi,
} from './backends/ort.ts';
export { createSimdBackend, type SimdBackendOptions } from './backends/simd/simd.ts';
export { createWebGpuBackend, type WebGpuBackendOptions } from './backends/webgpu.ts';
export { type Capture, type CaptureFrame, captureLimits } from './capture/capture-frames.ts';
export { assertChallenge, type CaptureChallenge, drawChallenge, turnCount } from './capture/challenge.ts';
export type { FaceTracker, TrackedFace } from './capture/face-tracker.ts';
export { type FramePrint, isReplayed, mirroredPrint, printParts } from './capture/frame-print.ts';
export type { CaptureOptions } from './capture/inspect-capture.ts';
export {
  type AskedLimits,
  limitsFor,
  type SeenTurn,
  seenTurns,
  type TrackAngles,
} from './capture/track.ts';
export * from './contract/capture-report.ts';
export * from './contract/errors.ts';
export * from './contract/image-info.ts';
export * from './contract/live-photo.ts';
export type * from './contract/ports.ts';
export type * from './contract/provenance.ts';
export * from './contract/report.ts';
export type * from './contract/rgb-image.ts';
export { keptFile } from './image/kept-file.ts';
export { looksTheSame, perceptualHash } from './image/perceptual-hash.ts';
export * from './image/sniff.ts';
export * from './image/wasm-decoder.ts';
export type { DetailedInspection } from './inspect.ts';
export {
  type InspectionProgress,
  type InspectionStage,
  type InspectOptions,
  inspectionStages,
} from './inspect-options.ts';
export * from './inspector.ts';
export type { MotionPolicy, TrackLimits } from './motion-policy.ts';
export {
  type FacesPolicy,
  type LivenessPolicy,
  type ObstructionsPolicy,
  type OrientationPolicy,
  type Policy,
  type PolicyName,
  policies,
} from './policy.ts';
export {
  type PolicyChanges,
  type PolicyLike,
  type PolicyReading,
  parsePolicy,
  resolvePolicy,
} from './resolve-policy.ts';
export type { SeenGeometry } from './vision/landmarks/drawable.ts';
export type { LivenessSignals } from './vision/liveness/cues.ts';
export type { LivenessCues } from './vision/liveness/fuse-cues.ts';
