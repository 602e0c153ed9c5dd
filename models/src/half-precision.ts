/** Half-precision numbers (IEEE 754 binary16) as their 16 bits. */

/** The value of a half-precision number. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}

/** The half-precision number nearest to `value`, ties to even; infinite past the largest, 65504. */
export function floatToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // Eleven bits count `unit`; the smallest unit serves the subnormal numbers and the first power of two above them.
  let unit = 2 ** -24;
  let exponent = 0;
  while (size >= unit * 2048) {
    unit *= 2;
    exponent++;
  }
  // The leading one of a normal number, and what rounding carries, add themselves to the exponent.
  return sign | (exponent * 1024 + roundToEven(size / unit));
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
