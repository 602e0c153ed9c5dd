/** WebPs that no encoder writes. */
export {
  withPredictedAlpha,
  writeLosslessWebp as worstLosslessWebp,
} from '../../../../../packages/core/src/image/testing/webp-writer.ts';
