/** Brightness of a pixel by the weights of ITU-R BT.601, in 256ths, so that it is equal in every bit on every engine. */

/** @param at where the pixel's three channels begin. @returns 0..255, of channels in levels of 255. */
export function lumaOf(data: ArrayLike<number>, at: number): number {
  return (77 * data[at]! + 150 * data[at + 1]! + 29 * data[at + 2]!) / 256;
}
