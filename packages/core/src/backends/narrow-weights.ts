/** Numbers that model files hold in 16 and 8 bits, as the 32-bit floats that they stand for. */

/** What moves the exponent of a half-precision number to where a single-precision one has it. */
const biasDifference = 2 ** 112;

/** Little-endian half-precision numbers, all finite, as single-precision ones. */
export function widenHalves(content: Uint8Array): Float32Array {
  const halves = new Uint16Array(new Uint8Array(content).buffer);
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  }
  // Read with its exponent in the wrong place every number, subnormal or not, is too small by the same power of two.
  const wide = new Float32Array(bits.buffer);
  for (let i = 0; i < wide.length; i++) wide[i]! *= biasDifference;
  return wide;
}

/** Signed bytes times the scale of their output channel, which is the slowest side. */
export function scaleBytes(content: Uint8Array, scales: Float32Array): Float32Array {
  const numbers = new Int8Array(new Uint8Array(content).buffer);
  const each = numbers.length / scales.length;
  const wide = new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) wide[i] = numbers[i]! * scales[Math.floor(i / each)]!;
  return wide;
}
