/** Public surface of `@livephoto/core/calibration`: what fits how liveness and eyes are judged, what takes the cost of quality, and nothing that judges. */
export {
  type CueFusion,
  fusedLogit,
  type LivenessCues,
  readCues,
  standardised,
} from '../vision/liveness/fuse-cues.ts';
export { readLivenessHead } from '../vision/liveness/liveness-head.ts';
export { closedEyeReadOut } from '../vision/quality/eyes-open-coefficients.ts';
export { bothEyesShare, lidAnchors } from '../vision/quality/tuning.ts';
export {
  type CalibrationOptions,
  calibrateLiveness,
  type LabelledCues,
  type LivenessCalibration,
} from './calibrate-liveness.ts';
export { describeEyes } from './describe-eyes.ts';
export { fitLogistic, type LogisticPrior, type LogisticRow } from './logistic.ts';
export { createQualityMeter } from './quality-meter.ts';
