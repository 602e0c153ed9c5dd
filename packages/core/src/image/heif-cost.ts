/** What unpacking a HEIC or AVIF costs, from its header: the one table that limits and decoders go by. */
import type { HeifHeader } from './heif-header.ts';

/**
 * A pixel and a coded byte of each kind, in pixels of a HEIC with next to nothing in it, a million of which take 16 ms: fitted to `pnpm bench cost worst`,
 * each to its dearest kind. `packages/heif/src/heif.cc` has the same for what it finds in the pictures themselves.
 */
export const codedCost = {
  HEIC: { pixel: 1, byte: 10 },
  'HEIC of 4:2:2 or 4:4:4': { pixel: 1.5, byte: 10 },
  'HEIC of more than 8 bits': { pixel: 3.2, byte: 15 },
  'HEIC of more than 8 bits and 4:2:2 or 4:4:4': { pixel: 4, byte: 21 },
  AVIF: { pixel: 3, byte: 14 },
} as const;

export interface CodedCost {
  readonly kind: keyof typeof codedCost;
  /** Of the pictures that are decoded: transparency is one more. */
  readonly pixels: number;
  /** All in all, in units of the table. */
  readonly cost: number;
}

/** At the price of the dearest picture that the header speaks of. */
export function codedCostOf({ contentType, codedPixels, codedBytes, deep, dense }: HeifHeader): CodedCost {
  const kind =
    contentType === 'image/avif'
      ? 'AVIF'
      : deep
        ? dense
          ? 'HEIC of more than 8 bits and 4:2:2 or 4:4:4'
          : 'HEIC of more than 8 bits'
        : dense
          ? 'HEIC of 4:2:2 or 4:4:4'
          : 'HEIC';
  const { pixel, byte } = codedCost[kind];
  return { kind, pixels: codedPixels, cost: codedPixels * pixel + codedBytes * byte };
}
