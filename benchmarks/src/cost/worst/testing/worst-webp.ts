/** WebPs without loss that no encoder writes. */
export { writeLosslessWebp as worstLosslessWebp } from '../../../../../packages/core/src/image/testing/webp-writer.ts';
